public import FraiseModel
internal import FraisePlatform

/// The time as the tailer sees it; tests move it.
public struct TailClock: Sendable {
    /// Wall time.
    public var now: @Sendable () -> Timestamp
    /// Nanoseconds that never jump.
    public var monotonic: @Sendable () -> Int64

    /// A clock from two functions.
    public init(now: @escaping @Sendable () -> Timestamp, monotonic: @escaping @Sendable () -> Int64) {
        self.now = now
        self.monotonic = monotonic
    }

    /// The machine's.
    public static let system = TailClock(now: { SystemClock.now() }, monotonic: { SystemClock.monotonic() })
}
