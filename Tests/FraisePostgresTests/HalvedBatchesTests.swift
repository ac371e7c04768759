import Testing

@testable import FraisePostgres

@Suite struct HalvedBatchesTests {
    @Test func onlyTheBadOnesStay() throws {
        let bad: Set<Int> = [0, 7, 500, 501, 1999, 2004]
        var taken: [Int] = []
        let refused = try HalvedBatches(size: 1000).send(Array(0..<2005)) {
            (batch: ArraySlice<Int>) throws(PostgresError) in
            if batch.contains(where: bad.contains) {
                throw PostgresError(.server, "bad", sqlState: "22003")
            }
            taken += batch
        }
        #expect(Set(refused.map(\.element)) == bad)
        #expect(taken == (0..<2005).filter { !bad.contains($0) })
    }

    @Test func otherErrorsEndIt() {
        var calls = 0
        #expect(throws: PostgresError.self) {
            try HalvedBatches(size: 10).send(Array(0..<100)) { (_: ArraySlice<Int>) throws(PostgresError) in
                calls += 1
                throw PostgresError(.server, "deadlock", sqlState: "40P01")
            }
        }
        #expect(calls == 1)
    }

    @Test func aMissingPartitionIsNotTheRowsFault() {
        #expect(!PostgresError(.server, "no partition", sqlState: "23514").refusesValues)
        #expect(PostgresError(.server, "check", sqlState: "23514", constraint: "c").refusesValues)
    }
}
