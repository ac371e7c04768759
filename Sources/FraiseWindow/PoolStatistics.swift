public import FraiseModel

/// State of the connection pool: the latest sample and the figures of a window.
public struct PoolStatistics: Sendable {
    /// Ten seconds of the pool's history.
    public struct Point: Hashable, Sendable {
        /// Seconds since the epoch, a multiple of 10.
        public var start: Int64
        public var samples: Int64
        /// Active ÷ total, 0 to 1; nil when no sample had both.
        public var averageUtilization: Double?
        public var maximumUtilization: Double?
        /// nil when no sample had it.
        public var averageWaiting: Double?
        public var maximumWaiting: Int64?
        /// Milliseconds, the longest that a sample reported.
        public var maximumWait: Double?
        /// The newest sample; nil without samples.
        public var latest: PoolSample?
    }

    /// The newest sample by event time of the kept hour, also one before the window.
    public var latest: PoolSample?
    /// Figures of the whole window; `start` is its beginning.
    public var window: Point
    /// Oldest first; points without samples are absent.
    public var history: [Point]

    /// Active ÷ total of the latest sample, 0 to 1; nil when it does not say.
    public var utilization: Double? { latest.flatMap(PoolHistory.utilization) }
}
