public import FraiseModel

/// Which kept records are asked for.
public struct RecordQuery: Hashable, Sendable {
    /// Empty is all.
    public var kinds: Set<RecordKind>
    /// nil is all.
    public var eventType: String?
    /// Most records in the answer.
    public var limit: Int
    /// Shortest duration in nanoseconds; nil is any, also none.
    public var threshold: Int64?
    /// Only records with event time in [now − seconds, now); nil is all that are kept.
    public var seconds: Int64?

    /// A query from its parts.
    public init(
        kinds: Set<RecordKind> = [],
        eventType: String? = nil,
        limit: Int,
        threshold: Int64? = nil,
        seconds: Int64? = nil
    ) {
        self.kinds = kinds
        self.eventType = eventType
        self.limit = limit
        self.threshold = threshold
        self.seconds = seconds
    }

    /// Whether a record counts; a record without duration (−1) is below every threshold.
    func includes(kind: RecordKind, eventType: String, timestamp: Timestamp, duration: Int64, now: Timestamp)
        -> Bool
    {
        if !kinds.isEmpty, !kinds.contains(kind) { return false }
        if let wanted = self.eventType, !wanted.utf8.elementsEqual(eventType.utf8) { return false }
        if let threshold, duration < threshold { return false }
        if let seconds {
            if timestamp >= now { return false }
            if timestamp.microseconds < now.microseconds - seconds * 1_000_000 { return false }
        }
        return true
    }
}
