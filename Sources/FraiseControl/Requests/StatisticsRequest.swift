public import FraiseModel

/// What is asked of `GET /v1/stats`.
public struct StatisticsRequest: Hashable, Sendable {
    /// The fields that figures can be grouped by.
    public enum Field: String, Hashable, CaseIterable, Sendable {
        case kind
        case eventType = "event_type"
        case operationName = "operation_name"
    }

    /// What groups are ordered by: `name` ascending, everything else largest first, groups without it last.
    public enum Sort: String, Hashable, CaseIterable, Sendable {
        case count
        case name
        case errorCount = "error_count"
        case errorRate = "error_rate"
        case slowCount = "slow_count"
        case slowRate = "slow_rate"
        case average = "avg_duration_ms"
        case maximum = "max_duration_ms"
        case median = "p50_duration_ms"
        case p95 = "p95_duration_ms"
        case p99 = "p99_duration_ms"
        case rows
        case bytes
    }

    /// Length of the window in seconds, 1 to 400 days.
    public var windowSeconds: Int64 = 3600
    /// Fields that make a group, without repetition.
    public var by: [Field] = Field.allCases
    /// Kinds that count; empty is every kind.
    public var kinds: [RecordKind] = []
    public var sort: Sort = .count
    /// Most groups answered, 1 to 10,000; the others are added up in `other`.
    public var limit = 100

    /// One hour, by all fields, largest count first.
    public init() {}
}
