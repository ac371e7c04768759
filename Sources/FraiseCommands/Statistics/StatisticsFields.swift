/// The figures of a group.
enum StatisticsFields {
    /// All of them, as docs/control-api.md names GROUP.
    static let all = [
        Field("count", "Count", .number), Field("success_count", "Success", .number),
        Field("error_count", "Errors", .number), Field("partial_error_count", "Partial", .number),
        Field("timeout_count", "Time-outs", .number), Field("denied_count", "Denied", .number),
        Field("success_rate", "Success", .percent), Field("error_rate", "Errors", .percent),
        Field("slow_count", "Slow", .number), Field("slow_rate", "Slow", .percent),
        Field("avg_duration_ms", "Mean", .milliseconds), Field("min_duration_ms", "Least", .milliseconds),
        Field("max_duration_ms", "Max", .milliseconds), Field("p50_duration_ms", "p50", .milliseconds),
        Field("p95_duration_ms", "p95", .milliseconds), Field("p99_duration_ms", "p99", .milliseconds),
        Field("rows", "Rows", .number), Field("bytes", "Bytes", .bytes),
    ]

    /// Those that fit a table.
    static let table = [
        "count", "success_rate", "error_rate", "slow_count", "avg_duration_ms", "p50_duration_ms",
        "p95_duration_ms", "p99_duration_ms", "max_duration_ms",
    ].compactMap { name in all.first { $0.name == name } }
}
