/// What the encoder decides by; replaced as a whole at a commit border when the configuration changes.
public struct ParseSettings: Hashable, Sendable {
    /// The record's `host`.
    public var host: String
    /// Slow thresholds in nanoseconds.
    public var slowQuery: Int64 = 100_000_000
    public var slowMutation: Int64 = 500_000_000
    public var slowSubscription: Int64 = 500_000_000
    public var slowDatabase: Int64 = 100_000_000
    public var slowCache: Int64 = 10_000_000
    /// Share of traces kept, 0 to 1.
    public var samplingRate: Double = 1

    /// The defaults.
    public init(host: String) {
        self.host = host
    }
}
