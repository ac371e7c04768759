/// What was counted of caches in the window.
public struct CacheMeasurements: Hashable, Sendable {
    public var hits: Int64 = 0
    public var misses: Int64 = 0
    public var sets: Int64 = 0
    public var evictions: Int64 = 0
    public var expirations: Int64 = 0
    public var errors: Int64 = 0
    /// nil when no gauge told.
    public var entries: Int64?
    /// nil when no gauge told.
    public var memoryBytes: Int64?

    /// Nothing counted.
    public init() {}
}
