/// The figures of one row of a `CellTable`, 96 bytes. Counts have 32 bits: a row that outgrows them is moved to
/// the table's wide rows and starts again at zero.
struct CellTableRow {
    var window: Int64
    var durationMinimum: Int64 = .max
    var durationMaximum: Int64 = .min
    var rows: Int64 = 0
    var responseBytes: Int64 = 0
    /// Lower 64 bits of the sum of durations; `durationSumHigh` holds the next 32.
    var durationSumLow: UInt64 = 0
    var durationSumHigh: UInt32 = 0
    var key: UInt32
    var count: UInt32 = 0
    var successCount: UInt32 = 0
    var partialErrorCount: UInt32 = 0
    var errorCount: UInt32 = 0
    var timeoutCount: UInt32 = 0
    var deniedCount: UInt32 = 0
    var slowCount: UInt32 = 0
    var durationCount: UInt32 = 0
    /// Place of the sketch's run, meaningless without `hasRun`.
    var run: UInt32 = 0
    /// Buckets in the run.
    var bucketCount: UInt16 = 0
    /// Size class of the run.
    var runClass = CellTableRow.noRun
    /// Values in the run's tail, 0 to 32, and `wideBit`.
    private var tailAndWide: UInt8 = 0

    static let noRun = UInt8.max
    private static let wideBit: UInt8 = 128

    var hasRun: Bool { runClass != CellTableRow.noRun }

    /// Values in the run's tail, 0 to 32.
    var tailCount: UInt8 {
        get { tailAndWide & ~CellTableRow.wideBit }
        set { tailAndWide = tailAndWide & CellTableRow.wideBit | newValue }
    }

    /// Whether a part of the row is among the wide rows.
    var isWide: Bool {
        get { tailAndWide & CellTableRow.wideBit != 0 }
        set { tailAndWide = newValue ? tailAndWide | CellTableRow.wideBit : tailCount }
    }

    /// From here on a row is moved to the wide rows; two counts below it fit 32 bits together.
    static let widest: UInt32 = 1 << 31

    init(window: Int64, key: UInt32) {
        self.window = window
        self.key = key
    }

    var durationSum: Int128 { Int128(durationSumHigh) << 64 | Int128(durationSumLow) }

    /// Adds a sum that is not negative and below 2^95.
    @inline(__always)
    mutating func addDuration(low: UInt64, high: UInt32) {
        let (sum, carry) = durationSumLow.addingReportingOverflow(low)
        durationSumLow = sum
        durationSumHigh &+= high &+ (carry ? 1 : 0)
    }

    @inline(__always)
    mutating func add(_ entry: RecordEntry) {
        count &+= 1
        switch entry.status {
        case .success: successCount &+= 1
        case .partialError: partialErrorCount &+= 1
        case .error: errorCount &+= 1
        case .timeout: timeoutCount &+= 1
        case .denied: deniedCount &+= 1
        }
        if entry.isSlow { slowCount &+= 1 }
        if entry.duration >= 0 {
            durationCount &+= 1
            addDuration(low: UInt64(bitPattern: entry.duration), high: 0)
            durationMinimum = min(durationMinimum, entry.duration)
            durationMaximum = max(durationMaximum, entry.duration)
        }
        rows &+= entry.rows
        responseBytes &+= entry.responseBytes
    }

    /// Adds all of another row but its sketch; both counts are below `widest`.
    mutating func merge(_ other: CellTableRow) {
        count &+= other.count
        successCount &+= other.successCount
        partialErrorCount &+= other.partialErrorCount
        errorCount &+= other.errorCount
        timeoutCount &+= other.timeoutCount
        deniedCount &+= other.deniedCount
        slowCount &+= other.slowCount
        durationCount &+= other.durationCount
        addDuration(low: other.durationSumLow, high: other.durationSumHigh)
        durationMinimum = min(durationMinimum, other.durationMinimum)
        durationMaximum = max(durationMaximum, other.durationMaximum)
        rows &+= other.rows
        responseBytes &+= other.responseBytes
    }

    /// A row with the figures of `totals` but its sketch; nil when one of them does not fit.
    init?(window: Int64, key: UInt32, totals: OperationTotals) {
        let counts = [
            totals.count, totals.successCount, totals.partialErrorCount, totals.errorCount,
            totals.timeoutCount,
            totals.deniedCount, totals.slowCount, totals.durationCount, totals.sketch.counts.max() ?? 0,
        ]
        guard counts.allSatisfy({ $0 >= 0 && $0 < Int64(CellTableRow.widest) }),
            totals.durationSum >= 0, totals.durationSum < Int128(1) << 95
        else { return nil }
        self.init(window: window, key: key)
        count = UInt32(totals.count)
        successCount = UInt32(totals.successCount)
        partialErrorCount = UInt32(totals.partialErrorCount)
        errorCount = UInt32(totals.errorCount)
        timeoutCount = UInt32(totals.timeoutCount)
        deniedCount = UInt32(totals.deniedCount)
        slowCount = UInt32(totals.slowCount)
        durationCount = UInt32(totals.durationCount)
        durationSumLow = UInt64(truncatingIfNeeded: totals.durationSum)
        durationSumHigh = UInt32(truncatingIfNeeded: totals.durationSum >> 64)
        durationMinimum = totals.durationMinimum
        durationMaximum = totals.durationMaximum
        rows = totals.rows
        responseBytes = totals.responseBytes
    }

    /// The figures without the sketch.
    var totals: OperationTotals {
        var result = OperationTotals()
        result.count = Int64(count)
        result.successCount = Int64(successCount)
        result.partialErrorCount = Int64(partialErrorCount)
        result.errorCount = Int64(errorCount)
        result.timeoutCount = Int64(timeoutCount)
        result.deniedCount = Int64(deniedCount)
        result.slowCount = Int64(slowCount)
        result.durationCount = Int64(durationCount)
        result.durationSum = durationSum
        result.durationMinimum = durationMinimum
        result.durationMaximum = durationMaximum
        result.rows = rows
        result.responseBytes = responseBytes
        return result
    }

    /// Whether any count may no longer be added to another.
    var isFull: Bool {
        count >= CellTableRow.widest || durationCount >= CellTableRow.widest
            || slowCount >= CellTableRow.widest
            || durationSumHigh >= 1 << 31
    }
}
