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
        case successCount = "success_count"
        case errorCount = "error_count"
        case partialErrorCount = "partial_error_count"
        case timeoutCount = "timeout_count"
        case deniedCount = "denied_count"
        case slowCount = "slow_count"
        case successRate = "success_rate"
        case errorRate = "error_rate"
        case slowRate = "slow_rate"
        case averageDuration = "avg_duration_ms"
        case minimumDuration = "min_duration_ms"
        case maximumDuration = "max_duration_ms"
        case p50Duration = "p50_duration_ms"
        case p95Duration = "p95_duration_ms"
        case p99Duration = "p99_duration_ms"
        case totalDuration = "total_duration_ms"
        case rows
        case bytes
        case name
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
