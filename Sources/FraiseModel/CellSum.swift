/// Adds up many rows of `CellTable`s and totals into one: a count for every bucket there is (200 KiB), so that a
/// value costs a nanosecond or two and not a search. One is reused for any number of sums.
///
/// Not `Sendable`; pointers because answers over an hour add up hundreds of thousands of rows.
public final class CellSum {
    private var figures = OperationTotals()
    private let counts: UnsafeMutablePointer<Int64>
    /// A bit for each bucket that may have a count.
    private let touched: UnsafeMutablePointer<UInt64>
    /// A bit for each word of `touched` that has one: sums of few values are taken without a search.
    private let touchedWords: UnsafeMutablePointer<UInt64>
    private static let words = SketchBucket.count / 64
    private static let groups = (words + 63) / 64

    /// An empty sum.
    public init() {
        counts = .allocate(capacity: SketchBucket.count)
        counts.initialize(repeating: 0, count: SketchBucket.count)
        touched = .allocate(capacity: CellSum.words)
        touched.initialize(repeating: 0, count: CellSum.words)
        touchedWords = .allocate(capacity: CellSum.groups)
        touchedWords.initialize(repeating: 0, count: CellSum.groups)
    }

    deinit {
        counts.deallocate()
        touched.deallocate()
        touchedWords.deallocate()
    }

    @inline(__always)
    private func add(_ index: UInt16, _ count: Int64) {
        // Tables and sketches hold no other indexes; a damaged one must not write elsewhere.
        guard Int(index) < SketchBucket.count else { return }
        counts[Int(index)] &+= count
        touched[Int(index >> 6)] |= 1 &<< UInt64(index & 63)
        touchedWords[Int(index >> 12)] |= 1 &<< UInt64(index >> 6 & 63)
    }

    /// Adds row number `row`, below `table.rowCount`.
    public func add(row: Int, of table: CellTable) {
        precondition(row < table.rowCount)
        let pointer = table.rowPointer(row)
        figures.merge(pointer.pointee.totals)
        if pointer.pointee.hasRun {
            let indexes = table.runs.indexes(pointer.pointee)
            let rowCounts = table.runs.counts(pointer.pointee)
            for place in 0..<Int(pointer.pointee.bucketCount) { add(indexes[place], Int64(rowCounts[place])) }
            let tail = table.runs.tail(pointer.pointee)
            for place in 0..<Int(pointer.pointee.tailCount) { add(tail[place], 1) }
        }
        if pointer.pointee.isWide,
            let part = table.wide[CellTable.Cell(window: pointer.pointee.window, key: pointer.pointee.key)]
        {
            add(part)
        }
    }

    /// Adds all of `totals`.
    public func add(_ totals: OperationTotals) {
        for (index, count) in zip(totals.sketch.indexes, totals.sketch.counts) { add(index, count) }
        var rest = totals
        rest.sketch = DurationSketch()
        figures.merge(rest)
    }

    /// The sum; it begins again from nothing.
    public func take() -> OperationTotals {
        var buckets = 0
        forEachTouchedWord { buckets += touched[$0].nonzeroBitCount }
        var indexes: [UInt16] = []
        var held: [Int64] = []
        indexes.reserveCapacity(buckets)
        held.reserveCapacity(buckets)
        forEachTouchedWord { word in
            var bits = touched[word]
            touched[word] = 0
            while bits != 0 {
                let index = word &* 64 &+ bits.trailingZeroBitCount
                bits &= bits &- 1
                indexes.append(UInt16(truncatingIfNeeded: index))
                held.append(counts[index])
                counts[index] = 0
            }
        }
        touchedWords.update(repeating: 0, count: CellSum.groups)
        var result = figures
        result.sketch = DurationSketch(ascending: indexes, counts: held)
        figures = OperationTotals()
        return result
    }

    @inline(__always)
    private func forEachTouchedWord(_ body: (Int) -> Void) {
        for group in 0..<CellSum.groups {
            var bits = touchedWords[group]
            while bits != 0 {
                body(group &* 64 &+ bits.trailingZeroBitCount)
                bits &= bits &- 1
            }
        }
    }
}
