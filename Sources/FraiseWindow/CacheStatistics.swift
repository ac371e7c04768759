public import FraiseModel

/// What caches did in a window, by the event types of kind cache.
public struct CacheStatistics: Hashable, Sendable {
    public var hits: Int64 = 0
    public var misses: Int64 = 0
    public var sets: Int64 = 0
    public var evictions: Int64 = 0
    public var expirations: Int64 = 0
    public var errors: Int64 = 0
    /// Records of all caches together; nil when no gauge told.
    public var entries: Int64?
    /// Bytes of all caches together; nil when no gauge told.
    public var memoryBytes: Int64?

    /// Nothing counted.
    public init() {}

    /// The figures of those groups of `statistics` that are of kind cache; the query must group by `event_type`,
    /// and by `kind` unless it is limited to kind cache.
    public init(_ statistics: WindowStatistics, gauges: [CacheSample] = []) {
        for group in statistics.groups where (group.kind ?? .cache) == .cache {
            add(group.totals.count, of: group.eventType ?? "")
        }
        for gauge in gauges {
            if let known = gauge.entries { entries = (entries ?? 0) &+ known }
            if let known = gauge.memoryBytes { memoryBytes = (memoryBytes ?? 0) &+ known }
        }
    }

    /// Counts events of a type; other types than the six count nowhere.
    public mutating func add(_ count: Int64, of eventType: String) {
        switch eventType {
        case "hit": hits += count
        case "miss": misses += count
        case "set": sets += count
        case "evict": evictions += count
        case "expire": expirations += count
        case "error": errors += count
        default: break
        }
    }

    /// Look-ups that were answered: hits and misses.
    public var totalOperations: Int64 { hits + misses }
    /// Hits ÷ (hits + misses), 0 to 1; nil without look-ups.
    public var hitRate: Double? { CacheStatistics.ratio(hits, hits + misses) }
    /// Evictions ÷ sets; nil without sets.
    public var evictionRate: Double? { CacheStatistics.ratio(evictions, sets) }
    /// Errors ÷ (hits + misses + errors), 0 to 1; nil without any.
    public var errorRate: Double? { CacheStatistics.ratio(errors, hits + misses + errors) }

    private static func ratio(_ part: Int64, _ whole: Int64) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}
