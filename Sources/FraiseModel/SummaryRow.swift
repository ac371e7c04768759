/// Figures of one key in one window of event time.
public struct SummaryRow: Hashable, Sendable {
    /// Start of the window, seconds since the epoch.
    public var windowStart: Int64
    /// Length of the window in seconds: 60, or 3600 after roll-up.
    public var windowSeconds: Int
    public var key: WindowKey
    public var totals: OperationTotals

    /// A row from its parts.
    public init(windowStart: Int64, windowSeconds: Int, key: WindowKey, totals: OperationTotals) {
        self.windowStart = windowStart
        self.windowSeconds = windowSeconds
        self.key = key
        self.totals = totals
    }
}
