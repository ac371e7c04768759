/// State of a connection pool at a moment; nil is unknown.
public struct PoolSample: Hashable, Sendable {
    public var timestamp: Timestamp
    public var total: Int64?
    public var active: Int64?
    public var idle: Int64?
    public var waiting: Int64?
    /// Milliseconds.
    public var averageWait: Double?
    /// Milliseconds.
    public var maximumWait: Double?

    /// A sample with nothing known but its time.
    public init(timestamp: Timestamp) {
        self.timestamp = timestamp
    }
}
