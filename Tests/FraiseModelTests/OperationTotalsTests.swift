import FraiseModel
import Testing

@Suite struct OperationTotalsTests {
    static func entry(
        _ duration: Int64,
        _ status: RecordStatus = .success,
        slow: Bool = false,
        rows: Int64 = 0,
        bytes: Int64 = 0
    ) -> RecordEntry {
        RecordEntry(
            timestamp: Timestamp(seconds: 0),
            duration: duration,
            rows: rows,
            responseBytes: bytes,
            offset: 0,
            length: 1,
            key: 0,
            kind: .graphql,
            status: status,
            severity: .info,
            flags: slow ? .slow : []
        )
    }

    @Test func everyStatusHasItsCount() {
        var totals = OperationTotals()
        for (place, status) in RecordStatus.allCases.enumerated() {
            for _ in 0...place { totals.add(Self.entry(-1, status, slow: status == .error)) }
        }
        #expect(totals.count == 15)
        #expect(totals.successCount == 1)
        #expect(totals.partialErrorCount == 2)
        #expect(totals.errorCount == 3)
        #expect(totals.timeoutCount == 4)
        #expect(totals.deniedCount == 5)
        #expect(totals.slowCount == 3)
        #expect(totals.successRate == 1.0 / 15)
        #expect(totals.errorRate == 7.0 / 15)
        #expect(totals.slowRate == 3.0 / 15)
    }

    @Test func durationsThatAreUnknownDoNotCount() {
        var totals = OperationTotals()
        totals.add(Self.entry(-1, rows: 3, bytes: 40))
        #expect(totals.durationCount == 0)
        #expect(totals.averageDuration == nil)
        #expect(totals.quantile(millionths: 500_000) == nil)
        totals.add(Self.entry(30, rows: 4, bytes: 2))
        totals.add(Self.entry(0))
        totals.add(Self.entry(10))
        #expect(totals.count == 4)
        #expect(totals.durationCount == 3)
        #expect(totals.durationSum == 40)
        #expect(totals.durationMinimum == 0)
        #expect(totals.durationMaximum == 30)
        #expect(totals.averageDuration == 40.0 / 3)
        #expect(totals.quantile(millionths: 500_000) == 10)
        #expect(totals.quantile(millionths: 1_000_000) == 30)
        #expect(totals.rows == 7)
        #expect(totals.responseBytes == 42)
    }

    @Test func mergingIsAdding() {
        var random = FixedRandom(state: 5)
        var whole = OperationTotals()
        var parts = [OperationTotals](repeating: OperationTotals(), count: 4)
        for _ in 0..<500 {
            let entry = random.entry()
            whole.add(entry)
            parts[Int.random(in: 0..<3, using: &random)].add(entry)
        }
        var sum = OperationTotals()
        for part in parts.reversed() { sum.merge(part) }
        #expect(sum == whole)
    }

    @Test func hostileSumsDoNotTrap() {
        var totals = OperationTotals()
        totals.add(Self.entry(1, rows: .max, bytes: .max))
        totals.add(Self.entry(1, rows: .max, bytes: .max))
        totals.merge(totals)
        #expect(totals.count == 4)
    }

    @Test func nothingCountedHasNoRates() {
        let totals = OperationTotals()
        #expect(totals.successRate == nil)
        #expect(totals.errorRate == nil)
        #expect(totals.slowRate == nil)
        #expect(totals.averageDuration == nil)
    }
}
