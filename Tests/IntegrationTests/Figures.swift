import FraiseModel

/// Exact figures of a group: every duration is kept.
struct Figures: Equatable {
    var count: Int64 = 0
    var byStatus: [RecordStatus: Int64] = [:]
    var slow: Int64 = 0
    var rows: Int64 = 0
    /// Nanoseconds.
    var durations: [Int64] = []

    mutating func add(_ operation: Oracle.Operation) {
        count += 1
        byStatus[operation.status, default: 0] += 1
        if operation.isSlow { slow += 1 }
        rows += operation.rows
        if let duration = operation.duration { durations.append(duration) }
    }

    subscript(_ status: RecordStatus) -> Int64 { byStatus[status] ?? 0 }
    var sum: Int64 { durations.reduce(0, +) }

    /// The duration at rank ceil(q·n), q in thousandths; nil without durations.
    func quantile(thousandths: Int) -> Int64? {
        guard !durations.isEmpty else { return nil }
        let rank = max(1, (thousandths * durations.count + 999) / 1000)
        return durations.sorted()[rank - 1]
    }

    /// Whether `value` is the quantile within 0.1 %; nil is right only when there are no durations.
    func isQuantile(_ value: Int64?, thousandths: Int) -> Bool {
        guard let exact = quantile(thousandths: thousandths) else { return value == nil }
        guard let value else { return false }
        return abs(value - exact) * 1000 <= exact
    }

    /// As psql prints them: count, by status, slow, durations, their sum, least and greatest, rows.
    var sqlText: String {
        let counts = [
            count, self[.success], self[.error], self[.partialError], self[.timeout], self[.denied], slow,
            Int64(durations.count), sum,
        ]
        let ends = [durations.min(), durations.max()].map { $0.map(String.init) ?? "" }
        return (counts.map(String.init) + ends + [String(rows)]).joined(separator: "|")
    }

    /// The same as a column list over `operation_summary`.
    static let sqlColumns = """
        sum(count), sum(success_count), sum(error_count), sum(partial_error_count), sum(timeout_count), \
        sum(denied_count), sum(slow_count), sum(duration_count), sum(duration_sum_ns), min(duration_min_ns), \
        max(duration_max_ns), sum(rows_affected)
        """
}
