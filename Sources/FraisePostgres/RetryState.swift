/// When to try again after failures: 1 s, doubling to 60 s, each with up to a quarter taken off at random, so
/// that many agents do not come back at the same moment. What only a person can change waits 60 s at once.
public struct RetryState: Hashable, Sendable {
    /// Failures in a row.
    public private(set) var failures = 0
    /// The next attempt is not before this; nil when nothing failed.
    public private(set) var nextAttempt: ContinuousClock.Instant?

    static let first = Duration.seconds(1)
    static let longest = Duration.seconds(60)

    /// Nothing failed so far.
    public init() {}

    /// Whether an attempt is due.
    public func isDue(at now: ContinuousClock.Instant) -> Bool {
        nextAttempt.map { $0 <= now } ?? true
    }

    /// How long until the next attempt; zero when due.
    public func wait(at now: ContinuousClock.Instant) -> Duration {
        nextAttempt.map { max(.zero, now.duration(to: $0)) } ?? .zero
    }

    /// An attempt failed. `random` is from 0 up to 1.
    public mutating func failed(at now: ContinuousClock.Instant, needsPerson: Bool, random: Double) {
        var pause = needsPerson ? RetryState.longest : RetryState.first
        if !needsPerson {
            for _ in 0..<min(failures, 6) { pause = min(pause * 2, RetryState.longest) }
        }
        failures += 1
        nextAttempt = now + pause * (1 - random / 4)
    }

    /// An attempt succeeded.
    public mutating func succeeded() {
        failures = 0
        nextAttempt = nil
    }
}
