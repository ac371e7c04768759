/// Compact accumulators of operations by window and key: an open-addressing hash over rows of 96 bytes and
/// sparse sketches. `add` allocates nothing but chunks now and then.
///
/// Not `Sendable`: one stage owns a table. It uses pointers because `add` is on the hot path.
public final class CellTable {
    static let rowsPerChunk = 1024

    // One stage owns a table, so run-time checks of exclusive access would cost without use.
    @exclusivity(unchecked) var chunks: UnsafeMutablePointer<UnsafeMutablePointer<CellTableRow>>
    @exclusivity(unchecked) var chunkCount = 0
    var chunkCapacity = 16
    /// 2^slotBits slots, at most three quarters full. 0 is empty; else the lower `slotBits` bits are the row number
    /// plus one and the rest a tag of the hash: without it, probing would touch rows that are not in the CPU's cache.
    @exclusivity(unchecked) var slots: UnsafeMutablePointer<UInt32>
    @exclusivity(unchecked) var slotBits = 6
    @exclusivity(unchecked) var runs = CellTableRuns()
    /// Parts of rows that have outgrown 32-bit counts.
    var wide: [Cell: OperationTotals] = [:]
    /// So that nobody can choose colliding windows.
    let seed = UInt64.random(in: 0 ... .max)

    /// Rows held; they are numbered 0 ..< rowCount in the order in which they were made, until the next removal.
    @exclusivity(unchecked)
    public internal(set) var rowCount = 0

    /// A window and a key number.
    struct Cell: Hashable {
        var window: Int64
        var key: UInt32
    }

    /// An empty table of less than 1 KiB.
    public init() {
        chunks = .allocate(capacity: chunkCapacity)
        slots = .allocate(capacity: 1 << slotBits)
        slots.initialize(repeating: 0, count: 1 << slotBits)
    }

    deinit {
        for index in 0..<chunkCount { chunks[index].deallocate() }
        chunks.deallocate()
        slots.deallocate()
        runs.deallocate()
    }

    /// Bytes of memory that the table holds, used or not.
    public var memoryBytes: Int {
        chunkCount * CellTable.rowsPerChunk * MemoryLayout<CellTableRow>.stride + chunkCapacity * 8
            + (1 << slotBits) * 4 + runs.memoryBytes
            + wide.values.reduce(0) { $0 + 512 + 10 * $1.sketch.indexes.count }
    }

    // MARK: Adding

    /// Counts one operation in the window that starts at `window` seconds, under the key number `key`.
    public func add(window: Int64, key: UInt32, entry: RecordEntry) {
        let row = row(window, key)
        row.pointee.add(entry)
        if entry.duration >= 0 {
            runs.add(index: SketchBucket.index(of: entry.duration), to: &row.pointee)
        }
        if row.pointee.count >= CellTableRow.widest { widen(row) }
    }

    /// Adds all of `totals` to a row.
    public func merge(window: Int64, key: UInt32, totals: OperationTotals) {
        let row = row(window, key)
        guard let part = CellTableRow(window: window, key: key, totals: totals) else {
            wide[Cell(window: window, key: key), default: OperationTotals()].merge(totals)
            row.pointee.isWide = true
            return
        }
        row.pointee.merge(part)
        totals.sketch.indexes.withUnsafeBufferPointer { indexes in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: indexes.count) { counts in
                for (place, count) in totals.sketch.counts.enumerated() {
                    counts[place] = UInt32(truncatingIfNeeded: count)
                }
                guard let source = indexes.baseAddress, let sourceCounts = counts.baseAddress else { return }
                runs.merge(indexes: source, counts: sourceCounts, count: indexes.count, into: &row.pointee)
            }
        }
        if row.pointee.isFull { widen(row) }
    }

    /// Adds row number `index` of another table to a row of this one. `index` is below `other.rowCount`.
    public func merge(row index: Int, of other: CellTable, window: Int64, key: UInt32) {
        precondition(other !== self && index < other.rowCount)
        let source = other.rowPointer(index).pointee
        let row = row(window, key)
        row.pointee.merge(source)
        runs.merge(source, of: other.runs, into: &row.pointee)
        if source.isWide, let part = other.wide[Cell(window: source.window, key: source.key)] {
            wide[Cell(window: window, key: key), default: OperationTotals()].merge(part)
            row.pointee.isWide = true
        }
        if row.pointee.isFull { widen(row) }
    }

    /// Moves the row's figures to the wide rows; it goes on from zero.
    private func widen(_ row: UnsafeMutablePointer<CellTableRow>) {
        let cell = Cell(window: row.pointee.window, key: row.pointee.key)
        var part = row.pointee.totals
        part.sketch = runs.sketch(of: row.pointee)
        wide[cell, default: OperationTotals()].merge(part)
        runs.release(row.pointee)
        row.pointee = CellTableRow(window: cell.window, key: cell.key)
        row.pointee.isWide = true
    }

    // MARK: Reading

    /// The figures of a row; nil when nothing was added to it.
    public func totals(window: Int64, key: UInt32) -> OperationTotals? {
        find(window, key, hash(window, key)).row.map { totals(ofRow: $0) }
    }

    /// The figures of row number `index`, below `rowCount`.
    public func totals(ofRow index: Int) -> OperationTotals {
        precondition(index < rowCount)
        let row = rowPointer(index).pointee
        var result = row.totals
        result.sketch = runs.sketch(of: row)
        if row.isWide, let part = wide[Cell(window: row.window, key: row.key)] { result.merge(part) }
        return result
    }

    /// The window of row number `index`, below `rowCount`.
    public func window(ofRow index: Int) -> Int64 {
        precondition(index < rowCount)
        return rowPointer(index).pointee.window
    }

    /// The key number of row number `index`, below `rowCount`.
    public func key(ofRow index: Int) -> UInt32 {
        precondition(index < rowCount)
        return rowPointer(index).pointee.key
    }

    /// All row numbers, ascending by (window, key number).
    public func sortedRows() -> [Int] {
        (0..<rowCount).sorted { left, right in
            let one = rowPointer(left)
            let other = rowPointer(right)
            if one.pointee.window != other.pointee.window { return one.pointee.window < other.pointee.window }
            return one.pointee.key < other.pointee.key
        }
    }

    // MARK: Places

    @inline(__always)
    func rowPointer(_ index: Int) -> UnsafeMutablePointer<CellTableRow> {
        chunks[index >> 10] + (index & 1023)
    }

    @inline(__always)
    func hash(_ window: Int64, _ key: UInt32) -> UInt64 {
        var hash = UInt64(bitPattern: window) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ UInt64(key) ^ seed) &* 0xD6E8_FEB8_6659_FD93
        hash ^= hash >> 32
        return hash &* 0xD6E8_FEB8_6659_FD93
    }

    /// The slot's content for a row with that hash: its tag above the row number plus one.
    @inline(__always)
    func slotValue(_ hash: UInt64, row index: Int) -> UInt32 {
        let bits = UInt32(truncatingIfNeeded: slotBits)
        return (UInt32(truncatingIfNeeded: hash) &>> bits) &<< bits | UInt32(truncatingIfNeeded: index &+ 1)
    }

    /// The number of the cell's row, or the empty slot where it would be entered.
    @inline(__always)
    private func find(_ window: Int64, _ key: UInt32, _ hash: UInt64) -> (row: Int?, slot: Int) {
        let mask = 1 &<< slotBits &- 1
        let tag = slotValue(hash, row: -1)
        var slot = Int(truncatingIfNeeded: hash &>> UInt64(truncatingIfNeeded: 64 &- slotBits))
        while true {
            let value = slots[slot]
            if value == 0 { return (nil, slot) }
            let number = value & UInt32(truncatingIfNeeded: mask)
            if value ^ number == tag {
                let index = Int(number) &- 1
                let row = rowPointer(index)
                if row.pointee.window == window, row.pointee.key == key { return (index, slot) }
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// The row of a cell, made when there is none.
    @inline(__always)
    private func row(_ window: Int64, _ key: UInt32) -> UnsafeMutablePointer<CellTableRow> {
        let hash = hash(window, key)
        let found = find(window, key, hash)
        if let index = found.row { return rowPointer(index) }
        return makeRow(window, key, hash, found.slot)
    }

    @inline(never)
    private func makeRow(
        _ window: Int64,
        _ key: UInt32,
        _ hash: UInt64,
        _ empty: Int
    ) -> UnsafeMutablePointer<CellTableRow> {
        if rowCount == chunkCount * CellTable.rowsPerChunk { addChunk() }
        let row = rowPointer(rowCount)
        row.initialize(to: CellTableRow(window: window, key: key))
        rowCount += 1
        if rowCount * 4 > 3 << slotBits {
            rehash(bits: slotBits + 1)
        } else {
            slots[empty] = slotValue(hash, row: rowCount - 1)
        }
        return row
    }

    private func addChunk() {
        if chunkCount == chunkCapacity {
            let grown = UnsafeMutablePointer<UnsafeMutablePointer<CellTableRow>>.allocate(
                capacity: chunkCapacity * 2
            )
            grown.update(from: chunks, count: chunkCount)
            chunks.deallocate()
            chunks = grown
            chunkCapacity *= 2
        }
        chunks[chunkCount] = .allocate(capacity: CellTable.rowsPerChunk)
        chunkCount += 1
    }
}
