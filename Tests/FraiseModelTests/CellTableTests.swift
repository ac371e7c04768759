import Testing

@testable import FraiseModel

@Suite struct CellTableTests {
    struct Cell: Hashable {
        var window: Int64
        var key: UInt32
    }

    /// What the table should hold.
    typealias Model = [Cell: OperationTotals]

    func expectEqual(_ table: CellTable, _ model: Model, _ comment: Comment? = nil) {
        #expect(table.rowCount == model.count, comment)
        for (cell, totals) in model {
            #expect(table.totals(window: cell.window, key: cell.key) == totals, comment)
        }
        var seen: Model = [:]
        for row in 0..<table.rowCount {
            seen[Cell(window: table.window(ofRow: row), key: table.key(ofRow: row))] = table.totals(
                ofRow: row
            )
        }
        #expect(seen == model, comment)
    }

    @Test func addingAgreesWithADictionary() {
        var random = FixedRandom(state: 1)
        let table = CellTable()
        var model: Model = [:]
        for _ in 0..<30_000 {
            let cell = Cell(
                window: Int64.random(in: -2...40, using: &random) * 60,
                key: UInt32.random(in: 0..<50, using: &random)
            )
            let entry = random.entry()
            table.add(window: cell.window, key: cell.key, entry: entry)
            model[cell, default: OperationTotals()].add(entry)
        }
        expectEqual(table, model)
    }

    @Test(arguments: [1, 3, 4, 5, 8, 9, 16, 17, 32, 33, 64, 65, 200, 5000])
    func oneRowOfAnySize(count: Int) {
        var random = FixedRandom(state: UInt64(count))
        let table = CellTable()
        var totals = OperationTotals()
        for _ in 0..<count {
            let entry = random.entry()
            table.add(window: 0, key: 0, entry: entry)
            totals.add(entry)
        }
        #expect(table.totals(window: 0, key: 0) == totals)
    }

    @Test func everyBucketFitsARow() {
        let table = CellTable()
        var totals = OperationTotals()
        for index in stride(from: SketchBucket.count - 1, through: 0, by: -1) {
            var entry = RecordEntry.plain
            entry.duration = SketchBucket.middle(of: index)
            table.add(window: 0, key: 0, entry: entry)
            totals.add(entry)
        }
        #expect(table.totals(window: 0, key: 0) == totals)
        #expect(totals.sketch.indexes.count == SketchBucket.count)
    }

    /// Adding, merging totals and rows, and removing windows, in any order.
    @Test(arguments: 0..<12) func anySequenceAgreesWithADictionary(seed: UInt64) {
        var random = FixedRandom(state: seed)
        let table = CellTable()
        var model: Model = [:]
        for step in 0..<400 {
            let window = Int64.random(in: 0..<12, using: &random) * 10
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                table.remove(window: window)
                model = model.filter { $0.key.window != window }
            case 1:
                var totals = OperationTotals()
                for _ in 0..<Int.random(in: 0..<100, using: &random) { totals.add(random.entry()) }
                let key = UInt32.random(in: 0..<20, using: &random)
                table.merge(window: window, key: key, totals: totals)
                model[Cell(window: window, key: key), default: OperationTotals()].merge(totals)
            case 2:
                let other = CellTable()
                for _ in 0..<Int.random(in: 1..<300, using: &random) {
                    other.add(window: 7, key: UInt32.random(in: 0..<3, using: &random), entry: random.entry())
                }
                for row in 0..<other.rowCount {
                    table.merge(row: row, of: other, window: window, key: other.key(ofRow: row))
                    model[Cell(window: window, key: other.key(ofRow: row)), default: OperationTotals()]
                        .merge(other.totals(ofRow: row))
                }
            default:
                for _ in 0..<Int.random(in: 0..<200, using: &random) {
                    let key = UInt32.random(in: 0..<20, using: &random)
                    let entry = random.entry()
                    table.add(window: window, key: key, entry: entry)
                    model[Cell(window: window, key: key), default: OperationTotals()].add(entry)
                }
            }
            if step % 50 == 49 { expectEqual(table, model, "seed \(seed) step \(step)") }
        }
        expectEqual(table, model)
    }

    @Test func aRowThatOutgrowsItsCountsStaysExact() {
        var random = FixedRandom(state: 9)
        let table = CellTable()
        var model = OperationTotals()
        var large = OperationTotals()
        for _ in 0..<50 { large.add(random.entry()) }
        for _ in 0..<26 { large.merge(large) }
        #expect(large.count == 50 << 26)
        var middling = OperationTotals()
        for _ in 0..<50 { middling.add(random.entry()) }
        for _ in 0..<24 { middling.merge(middling) }
        for totals in [large, middling, middling, middling, middling, middling, large] {
            table.merge(window: 60, key: 3, totals: totals)
            model.merge(totals)
            let entry = random.entry()
            table.add(window: 60, key: 3, entry: entry)
            model.add(entry)
            #expect(table.totals(window: 60, key: 3) == model)
        }
        let sum = CellTable()
        sum.merge(row: 0, of: table, window: 0, key: 1)
        sum.merge(row: 0, of: table, window: 0, key: 1)
        model.merge(model)
        #expect(sum.totals(window: 0, key: 1) == model)
        table.remove(window: 60)
        #expect(table.totals(window: 60, key: 3) == nil)
        table.merge(window: 60, key: 3, totals: large)
        #expect(table.totals(window: 60, key: 3) == large)
    }

    @Test func sumsOfLongDurationsNeedMoreThan64Bits() {
        let table = CellTable()
        var model = OperationTotals()
        var entry = RecordEntry.plain
        entry.duration = SketchBucket.limit - 1
        for _ in 0..<3000 {
            table.add(window: 0, key: 0, entry: entry)
            model.add(entry)
        }
        #expect(model.durationSum > Int128(Int64.max))
        #expect(table.totals(window: 0, key: 0) == model)
    }

    @Test func rowsAreSortedByWindowThenKey() {
        let table = CellTable()
        for (window, key) in [(60, 2), (0, 9), (60, 1), (-60, 5), (0, 3)] as [(Int64, UInt32)] {
            table.add(window: window, key: key, entry: .plain)
        }
        let sorted = table.sortedRows().map { [table.window(ofRow: $0), Int64(table.key(ofRow: $0))] }
        #expect(sorted == [[-60, 5], [0, 3], [0, 9], [60, 1], [60, 2]])
    }

    @Test func unknownCellsHaveNoTotals() {
        let table = CellTable()
        #expect(table.totals(window: 0, key: 0) == nil)
        table.add(window: 0, key: 0, entry: .plain)
        #expect(table.totals(window: 0, key: 1) == nil)
        #expect(table.totals(window: 60, key: 0) == nil)
    }

    @Test func memoryFollowsTheRowsAndIsGivenBack() {
        var random = FixedRandom(state: 3)
        let table = CellTable()
        #expect(table.memoryBytes < 4096)
        for window in 0..<60 {
            for key in 0..<500 as Range<UInt32> {
                for _ in 0..<6 { table.add(window: Int64(window), key: key, entry: random.entry()) }
            }
        }
        let full = table.memoryBytes
        #expect(full > 30_000 * 96)
        #expect(full < 30_000 * 160)
        for window in 0..<50 as Range<Int64> { table.remove(window: window) }
        #expect(table.rowCount == 5000)
        #expect(table.memoryBytes < full / 2)
        table.removeAll()
        #expect(table.rowCount == 0)
        #expect(table.memoryBytes < 8192)
    }

    /// The archive seals at 90,000 rows; with a dozen records each they fit in 16 MiB.
    @Test func aFullSummaryFitsItsBound() {
        var random = FixedRandom(state: 4)
        let table = CellTable()
        for key in 0..<90_000 as Range<UInt32> {
            for _ in 0..<12 { table.add(window: 60, key: key, entry: random.entry()) }
        }
        #expect(table.memoryBytes <= 16 << 20)
    }
}

extension RecordEntry {
    /// A success without figures.
    static let plain = RecordEntry(
        timestamp: Timestamp(seconds: 0),
        duration: -1,
        rows: 0,
        responseBytes: 0,
        offset: 0,
        length: 1,
        key: 0,
        kind: .graphql,
        status: .success,
        severity: .info,
        flags: []
    )
}
