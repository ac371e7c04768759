internal import FraiseModel

extension StatisticsRequest.Sort {
    /// Groups in this order; equal ones by key, so that every answer is reproducible.
    func ordered(_ groups: [StatisticsAnswer.Group]) -> [StatisticsAnswer.Group] {
        if self == .name { return groups.sorted { $0.key < $1.key } }
        let ranked = groups.map { (group: $0, rank: rank($0.totals)) }
        return ranked.sorted { $0.rank != $1.rank ? $0.rank > $1.rank : $0.group.key < $1.group.key }.map(
            \.group
        )
    }

    private func rank(_ totals: OperationTotals) -> Double {
        func ratio(_ part: Int64, _ whole: Int64) -> Double { whole > 0 ? Double(part) / Double(whole) : -1 }
        switch self {
        case .name: return 0
        case .count: return Double(totals.count)
        case .errorCount: return Double(totals.errorCount)
        case .errorRate: return ratio(totals.errorCount + totals.timeoutCount, totals.count)
        case .slowCount: return Double(totals.slowCount)
        case .slowRate: return ratio(totals.slowCount, totals.count)
        case .average:
            return totals.durationCount > 0 ? Double(totals.durationSum) / Double(totals.durationCount) : -1
        case .maximum: return totals.durationCount > 0 ? Double(totals.durationMaximum) : -1
        case .median: return totals.quantile(millionths: 500_000).map { Double($0) } ?? -1
        case .p95: return totals.quantile(millionths: 950_000).map { Double($0) } ?? -1
        case .p99: return totals.quantile(millionths: 990_000).map { Double($0) } ?? -1
        case .rows: return Double(totals.rows)
        case .bytes: return Double(totals.responseBytes)
        }
    }
}
