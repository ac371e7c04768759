public import FraiseModel

extension OperationTotals {
    /// The figures named GROUP in docs/control-api.md, in their order.
    public var members: [JSONValue.Member] {
        let hasDurations = durationCount > 0
        let quantiles = [500_000, 950_000, 990_000].map { JSONValue.milliseconds(quantile(millionths: $0)) }
        return [
            .init("count", .integer(count)),
            .init("success_count", .integer(successCount)),
            .init("error_count", .integer(errorCount)),
            .init("partial_error_count", .integer(partialErrorCount)),
            .init("timeout_count", .integer(timeoutCount)),
            .init("denied_count", .integer(deniedCount)),
            .init("success_rate", .ratio(successCount, count)),
            .init("error_rate", .ratio(errorCount + timeoutCount, count)),
            .init("slow_count", .integer(slowCount)),
            .init("slow_rate", .ratio(slowCount, count)),
            .init("avg_duration_ms", .meanMilliseconds(sum: durationSum, count: durationCount)),
            .init("min_duration_ms", .milliseconds(hasDurations ? durationMinimum : nil)),
            .init("max_duration_ms", .milliseconds(hasDurations ? durationMaximum : nil)),
            .init("p50_duration_ms", quantiles[0]),
            .init("p95_duration_ms", quantiles[1]),
            .init("p99_duration_ms", quantiles[2]),
            .init("rows", .integer(rows)),
            .init("bytes", .integer(responseBytes)),
        ]
    }
}
