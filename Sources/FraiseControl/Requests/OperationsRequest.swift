public import FraiseModel

/// What is asked of `GET /v1/operations/recent` and `/slow`.
public struct OperationsRequest: Hashable, Sendable {
    /// Which records, and in what order.
    public enum Selection: Hashable, Sendable {
        /// Newest first.
        case recent
        /// Slowest first, only records with a duration.
        case slow
    }

    public var selection: Selection
    /// Kinds wanted; empty is every kind.
    public var kinds: [RecordKind] = []
    /// The event type wanted, in lower case; nil is every type.
    public var type: String?
    /// Most records answered, 1 to 1,000.
    public var limit = 20
    /// Only records with at least this duration, in nanoseconds. For `slow` nil means: as marked at parsing.
    public var threshold: Int64?
    /// Only records with an event time in the last so many seconds; nil is whatever is in memory.
    public var windowSeconds: Int64?

    /// The newest or slowest 20 of every kind.
    public init(_ selection: Selection) {
        self.selection = selection
    }
}
