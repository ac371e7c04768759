/// Gauges of a cache at a moment; nil is unknown.
public struct CacheSample: Hashable, Sendable {
    public var timestamp: Timestamp
    /// Name of the cache; empty when it has none.
    public var name: String
    public var entries: Int64?
    public var memoryBytes: Int64?

    /// A sample from its parts.
    public init(timestamp: Timestamp, name: String, entries: Int64?, memoryBytes: Int64?) {
        self.timestamp = timestamp
        self.name = name
        self.entries = entries
        self.memoryBytes = memoryBytes
    }
}
