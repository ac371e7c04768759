internal import FraiseModel

/// Figures per minute and key of one segment, from its committed records and tallies only.
///
/// Admission of keys starts empty and follows the commits in order, so that a rebuild gives the same rows. One
/// thread uses it at a time.
final class SegmentSummary {
    /// Rows at which the segment is sealed.
    static let rowLimit = 90_000
    /// Bytes at which the segment is sealed.
    static let byteLimit = 16 << 20
    static let noKey = UInt32.max

    let maximumKeys: Int
    private(set) var keys: [WindowKey] = []
    private var numbers: [WindowKey: UInt32] = [:]
    private var mapping: [UInt32] = []
    private var mappingGeneration = -1
    let cells = CellTable()
    private var changedMinutes: Set<Int64> = []

    init(maximumKeys: Int) {
        self.maximumKeys = maximumKeys
    }

    /// Whether it is so large that its segment has to be sealed.
    var isFull: Bool {
        cells.rowCount >= SegmentSummary.rowLimit || cells.memoryBytes >= SegmentSummary.byteLimit
    }

    /// Takes the kept records of a commit and then its tally.
    func apply(_ batch: RecordBatch, numbering: KeyNumbering, tally: [TallyRow]) {
        if mappingGeneration != numbering.generation {
            mapping.removeAll(keepingCapacity: true)
            mappingGeneration = numbering.generation
        }
        // A local array costs no check of exclusive access a record.
        var mapping = self.mapping
        self.mapping = []
        defer { self.mapping = mapping }
        if mapping.count < numbering.keys.count {
            mapping.append(
                contentsOf: repeatElement(SegmentSummary.noKey, count: numbering.keys.count - mapping.count)
            )
        }
        var lastMinute = Int64.min
        for entry in batch.entries where !entry.isSampledOut {
            var key = mapping[Int(entry.key)]
            if key == SegmentSummary.noKey {
                key = admit(numbering.keys[Int(entry.key)])
                mapping[Int(entry.key)] = key
            }
            let minute = entry.timestamp.floor(toSeconds: 60)
            if minute != lastMinute {
                changedMinutes.insert(minute)
                lastMinute = minute
            }
            cells.add(window: minute, key: key, entry: entry)
        }
        apply(tally)
    }

    /// Takes the tally of a commit.
    func apply(_ tally: [TallyRow]) {
        for row in tally {
            changedMinutes.insert(row.minute)
            cells.merge(window: row.minute, key: admit(row.key), totals: row.totals)
        }
    }

    private func admit(_ key: WindowKey) -> UInt32 {
        if let number = numbers[key] { return number }
        let isOther = key == WindowKey.other(key.kind)
        if keys.count >= maximumKeys, !isOther { return admit(.other(key.kind)) }
        let number = UInt32(keys.count)
        keys.append(key)
        numbers[key] = number
        return number
    }

    /// Says that the next batch comes with another numbering of keys: that of a scan ends with it.
    func forgetNumbering() {
        mappingGeneration = -1
    }

    /// Rows of minutes that changed since the last call and ended by `time`; all changed ones when it is nil.
    func takeChangedRows(endedBy time: Timestamp?) -> [SummaryRow] {
        let ready = changedMinutes.filter { minute in
            time.map { Timestamp(seconds: minute + 60) <= $0 } ?? true
        }
        guard !ready.isEmpty else { return [] }
        changedMinutes.subtract(ready)
        var rows: [SummaryRow] = []
        for row in cells.sortedRows() where ready.contains(cells.window(ofRow: row)) {
            rows.append(summaryRow(row))
        }
        return rows
    }

    /// Puts minutes back that could not be sent.
    func markChanged(_ minutes: some Sequence<Int64>) {
        changedMinutes.formUnion(minutes)
    }

    /// Every row, by minute and then key number.
    func rows() -> [SummaryRow] {
        var rows: [SummaryRow] = []
        rows.reserveCapacity(cells.rowCount)
        for row in cells.sortedRows() { rows.append(summaryRow(row)) }
        return rows
    }

    private func summaryRow(_ row: Int) -> SummaryRow {
        SummaryRow(
            windowStart: cells.window(ofRow: row),
            windowSeconds: 60,
            key: keys[Int(cells.key(ofRow: row))],
            totals: cells.totals(ofRow: row)
        )
    }
}
