internal import FraiseModel

/// What groups are sorted by: figures descending with unmeasured ones last, `name` ascending; ties by key. The raw
/// value is the name in queries.
public enum StatisticsSort: String, CaseIterable, Sendable {
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

    /// The figure sorted by; nil when it was not measured.
    func figure(_ totals: OperationTotals) -> Double? {
        let hasDurations = totals.durationCount > 0
        switch self {
        case .count: return Double(totals.count)
        case .successCount: return Double(totals.successCount)
        case .errorCount: return Double(totals.errorCount)
        case .partialErrorCount: return Double(totals.partialErrorCount)
        case .timeoutCount: return Double(totals.timeoutCount)
        case .deniedCount: return Double(totals.deniedCount)
        case .slowCount: return Double(totals.slowCount)
        case .successRate: return totals.successRate
        case .errorRate: return totals.errorRate
        case .slowRate: return totals.slowRate
        case .averageDuration: return totals.averageDuration
        case .minimumDuration: return hasDurations ? Double(totals.durationMinimum) : nil
        case .maximumDuration: return hasDurations ? Double(totals.durationMaximum) : nil
        case .p50Duration: return totals.quantile(millionths: 500_000).map(Double.init)
        case .p95Duration: return totals.quantile(millionths: 950_000).map(Double.init)
        case .p99Duration: return totals.quantile(millionths: 990_000).map(Double.init)
        case .totalDuration: return hasDurations ? Double(totals.durationSum) : nil
        case .rows: return Double(totals.rows)
        case .bytes: return Double(totals.responseBytes)
        case .name: return nil
        }
    }
}
