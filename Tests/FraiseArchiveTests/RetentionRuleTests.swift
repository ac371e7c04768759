import FraiseModel
import Testing

@testable import FraiseArchive

@Suite struct RetentionRuleTests {
    private func candidates(_ values: [(sealed: Int64, size: Int64)]) -> [RetentionRule.Candidate] {
        values.map { RetentionRule.Candidate(sealed: Timestamp(seconds: $0.sealed), size: $0.size) }
    }

    private func removals(_ rule: RetentionRule, _ values: [(sealed: Int64, size: Int64)]) -> [String] {
        rule.removals(of: candidates(values), at: Timestamp(seconds: 1000)).map { "\($0.index) \($0.reason)" }
    }

    @Test func nothingIsRemovedWithoutARule() {
        #expect(RetentionRule().isEmpty)
        #expect(removals(RetentionRule(), [(0, 1 << 60)]).isEmpty)
    }

    @Test func ageCountsFromSealing() {
        #expect(removals(RetentionRule(age: 100), [(899, 1), (900, 1), (901, 1)]) == ["0 age", "1 age"])
    }

    @Test func aWrongSealingTimeKeepsNoOtherSegment() {
        #expect(removals(RetentionRule(age: 100), [(9_000_000, 1), (5, 1)]) == ["1 age"])
    }

    @Test func sizeRemovesTheOldestUntilTheRestFits() {
        let values: [(sealed: Int64, size: Int64)] = [(1, 40), (2, 10), (3, 30), (4, 30)]
        #expect(removals(RetentionRule(size: 110), values).isEmpty)
        #expect(removals(RetentionRule(size: 109), values) == ["0 size"])
        #expect(removals(RetentionRule(size: 60), values) == ["0 size", "1 size"])
        #expect(removals(RetentionRule(size: 0), values).count == 4)
    }

    @Test func whatAgeRemovesCountsNoMoreForSize() {
        let values: [(sealed: Int64, size: Int64)] = [(1, 40), (950, 10), (960, 30)]
        #expect(removals(RetentionRule(age: 100, size: 40), values) == ["0 age"])
        #expect(removals(RetentionRule(age: 100, size: 39), values) == ["0 age", "1 size"])
    }
}
