import Testing

@testable import FraiseModel

@Suite struct DurationSketchTests {
    @Test func indexesAscendAndCountsAreExact() {
        var random = FixedRandom(state: 2)
        var sketch = DurationSketch()
        var model: [UInt16: Int64] = [:]
        for _ in 0..<3000 {
            let value = Int64.random(in: 0..<(1 << Int64.random(in: 1...53, using: &random)), using: &random)
            sketch.add(value)
            model[SketchBucket.index(of: value), default: 0] += 1
        }
        #expect(sketch.indexes == model.keys.sorted())
        #expect(sketch.counts == model.keys.sorted().compactMap { model[$0] })
        #expect(sketch.count == 3000)
        #expect(DurationSketch(indexes: sketch.indexes, counts: sketch.counts) == sketch)
    }

    @Test func mergingIsAddingInAnyOrder() {
        var random = FixedRandom(state: 3)
        var parts = [DurationSketch](repeating: DurationSketch(), count: 5)
        var whole = DurationSketch()
        for _ in 0..<2000 {
            let value = Int64.random(in: 0..<(1 << Int64.random(in: 1...40, using: &random)), using: &random)
            whole.add(value)
            parts[Int.random(in: 0..<4, using: &random)].add(value)
        }
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]] {
            var sum = DurationSketch()
            for index in order { sum.merge(parts[index]) }
            #expect(sum == whole)
        }
    }

    @Test func quantilesAreWithinAThousandth() throws {
        var random = FixedRandom(state: 4)
        for count in [1, 2, 3, 10, 999, 5000] {
            var sketch = DurationSketch()
            var values: [Int64] = []
            for _ in 0..<count {
                let value = Int64.random(
                    in: 1..<(1 << Int64.random(in: 1...45, using: &random)),
                    using: &random
                )
                sketch.add(value)
                values.append(value)
            }
            values.sort()
            let (minimum, maximum) = (try #require(values.first), try #require(values.last))
            for millionths in [1, 500_000, 950_000, 990_000, 999_000, 1_000_000] as [Int64] {
                let exact = values[Int(SketchBucket.rank(millionths: millionths, count: Int64(count))) - 1]
                let found = try #require(
                    sketch.quantile(millionths: millionths, minimum: minimum, maximum: maximum)
                )
                #expect(abs(found - exact) * 1024 <= exact)
                #expect(found >= minimum && found <= maximum)
            }
        }
    }

    @Test func quantilesAreClampedToWhatWasSeen() {
        var sketch = DurationSketch()
        sketch.add(1_000_001)
        #expect(sketch.quantile(millionths: 500_000, minimum: 1_000_001, maximum: 1_000_001) == 1_000_001)
        #expect(DurationSketch().quantile(millionths: 500_000, minimum: 0, maximum: 0) == nil)
    }

    @Test func storedFormsAreChecked() {
        #expect(DurationSketch(indexes: [], counts: [])?.count == 0)
        #expect(DurationSketch(indexes: [1, 2], counts: [1]) == nil)
        #expect(DurationSketch(indexes: [2, 1], counts: [1, 1]) == nil)
        #expect(DurationSketch(indexes: [1, 1], counts: [1, 1]) == nil)
        #expect(DurationSketch(indexes: [1, 2], counts: [1, 0]) == nil)
        #expect(DurationSketch(indexes: [1, 2], counts: [1, -1]) == nil)
        #expect(DurationSketch(indexes: [23_039], counts: [1]) != nil)
        #expect(DurationSketch(indexes: [23_040], counts: [1]) == nil)
    }

    @Test func appendingAscendingValuesCountsThem() {
        var sketch = DurationSketch()
        sketch.append(ascending: [3, 3, 7, 9, 9, 9])
        #expect(sketch == DurationSketch(indexes: [3, 7, 9], counts: [2, 1, 3]))
    }
}
