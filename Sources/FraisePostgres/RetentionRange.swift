internal import FraiseModel

/// How long rows are kept in the tables.
public struct RetentionRange: Hashable, Sendable {
    /// Minute rows of sealed segments become hour rows after this many seconds.
    public var minuteSeconds: Int64
    /// Hour rows are deleted after this many seconds.
    public var hourSeconds: Int64

    /// A clock that runs ahead by less than this loses nothing.
    static let futureSeconds: Int64 = 86_400

    /// 14 and 400 days by default.
    public init(minuteSeconds: Int64 = 14 * 86_400, hourSeconds: Int64 = 400 * 86_400) {
        self.minuteSeconds = minuteSeconds
        self.hourSeconds = hourSeconds
    }

    /// Windows that begin before this are not kept.
    func earliestStart(at now: Timestamp) -> Int64 { now.seconds - max(minuteSeconds, hourSeconds) }

    /// Sealed segments with no window from here on are rolled up.
    func rollUpBefore(at now: Timestamp) -> Int64 { now.seconds - minuteSeconds }

    /// Whether a window that begins at `start` is kept. What lies more than a day ahead is not: a wrong clock
    /// would fill the database with partitions up to the year 2199.
    func keeps(start: Int64, at now: Timestamp) -> Bool {
        start >= earliestStart(at: now) && start <= now.seconds + RetentionRange.futureSeconds
    }
}
