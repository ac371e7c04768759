public import Synchronization

/// CPU nanoseconds by stage, for the benchmark's shares.
public final class StageTimes: Sendable {
    /// Files to blocks.
    public let reading = Atomic<Int64>(0)
    /// Blocks to records.
    public let parsing = Atomic<Int64>(0)
    /// Compression and building of commits.
    public let encoding = Atomic<Int64>(0)
    /// Write and fsync.
    public let writing = Atomic<Int64>(0)
    /// Summaries and live figures.
    public let windows = Atomic<Int64>(0)

    /// All zero.
    public init() {}
}
