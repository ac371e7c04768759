import FraiseModel
import Testing

@Suite struct CellSumTests {
    @Test func sumsOfRowsAndTotalsAgreeWithMerging() {
        var random = FixedRandom(state: 6)
        let table = CellTable()
        for _ in 0..<4000 {
            table.add(window: 0, key: UInt32.random(in: 0..<9, using: &random), entry: random.entry())
        }
        var wide = OperationTotals()
        wide.add(random.entry())
        for _ in 0..<33 { wide.merge(wide) }
        table.merge(window: 0, key: 3, totals: wide)
        let sum = CellSum()
        for rows in [0..<3, 3..<9, 2..<5] {
            var model = OperationTotals()
            for row in rows {
                sum.add(row: row, of: table)
                model.merge(table.totals(ofRow: row))
            }
            sum.add(wide)
            model.merge(wide)
            #expect(sum.take() == model)
        }
        #expect(sum.take() == OperationTotals())
    }
}
