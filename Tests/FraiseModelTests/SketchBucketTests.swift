import FraiseModel
import Testing

@Suite struct SketchBucketTests {
    /// The definition, with a loop in place of bit counting.
    static func index(_ value: Int64) -> Int {
        if value < 512 { return Int(value) }
        var exponent = 0
        while value >> exponent >= 1024 { exponent += 1 }
        return 512 * exponent + Int(value >> exponent)
    }

    static var values: [Int64] {
        var values = Array(0...5000 as ClosedRange<Int64>)
        for bits in 9..<53 {
            for around in -3...3 as ClosedRange<Int64> { values.append(1 << bits + around) }
            values.append(3 << (bits - 1))
        }
        var random = FixedRandom(state: 1)
        for _ in 0..<5000 {
            values.append(
                Int64.random(in: 0..<(1 << Int64.random(in: 1...53, using: &random)), using: &random)
            )
        }
        return values.filter { $0 < SketchBucket.limit } + [SketchBucket.limit - 1]
    }

    @Test func indexesFollowTheDefinition() {
        for value in Self.values { #expect(Int(SketchBucket.index(of: value)) == Self.index(value)) }
        #expect(Int(SketchBucket.index(of: SketchBucket.limit - 1)) == SketchBucket.count - 1)
        #expect(SketchBucket.index(of: 0) == 0)
    }

    @Test func theMiddleIsWithinARelative2ToTheMinus10() {
        for value in Self.values {
            let middle = SketchBucket.middle(of: Int(SketchBucket.index(of: value)))
            #expect(abs(middle - value) * 1024 <= value)
        }
    }

    @Test func bucketsAreGaplessAndAscending() {
        for index in 0..<SketchBucket.count {
            let middle = SketchBucket.middle(of: index)
            #expect(Int(SketchBucket.index(of: middle)) == index)
            if index > 0 { #expect(middle > SketchBucket.middle(of: index - 1)) }
        }
    }

    @Test(
        arguments: [
            (500_000, 1, 1), (500_000, 2, 1), (500_000, 3, 2), (990_000, 100, 99), (990_000, 101, 100),
            (999_999, 10, 10),
            (1_000_000, 7, 7), (0, 7, 1), (1, 1, 1), (950_000, 20, 19), (950_000, 21, 20),
        ] as [(Int64, Int64, Int64)]
    ) func rankIsTheCeiling(millionths: Int64, count: Int64, rank: Int64) {
        #expect(SketchBucket.rank(millionths: millionths, count: count) == rank)
    }

    @Test func rankOfManyValuesDoesNotOverflow() {
        #expect(SketchBucket.rank(millionths: 1_000_000, count: .max) == .max)
    }
}
