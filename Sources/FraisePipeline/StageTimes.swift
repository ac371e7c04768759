public import Synchronization

/// CPU nanoseconds by stage, for the benchmark's shares.
public final class StageTimes: Sendable {
    public let reading = Atomic<Int64>(0)
    public let parsing = Atomic<Int64>(0)
    public let encoding = Atomic<Int64>(0)
    public let writing = Atomic<Int64>(0)
    public let windows = Atomic<Int64>(0)

    /// All zero.
    public init() {}
}
