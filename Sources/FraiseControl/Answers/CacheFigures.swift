/// What happened at a cache in a window, and its size now.
public struct CacheFigures: Hashable, Sendable {
    /// Name of the cache; empty when it has none.
    public var name: String
    public var hits: Int64 = 0
    public var misses: Int64 = 0
    public var sets: Int64 = 0
    public var evictions: Int64 = 0
    public var expirations: Int64 = 0
    public var errors: Int64 = 0
    /// Entries held, by the newest record that says so.
    public var entries: Int64?
    /// Bytes held, by the newest record that says so.
    public var memoryBytes: Int64?

    /// A cache at which nothing happened.
    public init(name: String) {
        self.name = name
    }

    /// Adds accesses and sizes of another cache; sizes that are not known leave the others as they are.
    public mutating func merge(_ other: CacheFigures) {
        hits += other.hits
        misses += other.misses
        sets += other.sets
        evictions += other.evictions
        expirations += other.expirations
        errors += other.errors
        if let more = other.entries { entries = (entries ?? 0) + more }
        if let more = other.memoryBytes { memoryBytes = (memoryBytes ?? 0) + more }
    }

    /// The figures in the order of the answer, without the name.
    public var members: [JSONValue.Member] {
        [
            .init("hits", .integer(hits)),
            .init("misses", .integer(misses)),
            .init("sets", .integer(sets)),
            .init("evictions", .integer(evictions)),
            .init("expirations", .integer(expirations)),
            .init("errors", .integer(errors)),
            .init("hit_rate", .ratio(hits, hits + misses)),
            .init("eviction_rate", .ratio(evictions, sets)),
            .init("error_rate", .ratio(errors, hits + misses + errors)),
            .init("total_operations", .integer(hits + misses)),
            .init("entries", .count(entries)),
            .init("memory_bytes", .count(memoryBytes)),
        ]
    }
}
