import FraiseModel
import Testing

@Suite struct LedgerTests {
    @Test func addingIsMerging() {
        var one = Ledger()
        one.parsedBytes = 1
        one.rejectedBytes = 2
        one.skippedBytes = 3
        one.heldBytes = 4
        one.lostBytes = 5
        one.lines = 6
        one.records = 7
        one.operations = 8
        one.rejects[Int(RejectReason.notJSON.rawValue)] = 9
        var sum = one
        sum.add(one)
        #expect(sum.parsedBytes == 2 && sum.rejectedBytes == 4 && sum.skippedBytes == 6 && sum.heldBytes == 8)
        #expect(sum.lostBytes == 10 && sum.lines == 12 && sum.records == 14 && sum.operations == 16)
        #expect(sum.rejectedLines == 18)
        var released = Ledger()
        released.heldBytes = -8
        released.parsedBytes = 8
        sum.add(released)
        #expect(sum.heldBytes == 0)
        #expect(sum.parsedBytes == 10)
    }

    @Test func aLedgerOfAnotherVersionMayKnowFewerReasons() {
        var old = Ledger()
        old.rejects = [1, 2]
        var sum = Ledger()
        sum.add(old)
        #expect(sum.rejects == [1, 2] + [Int64](repeating: 0, count: RejectReason.allCases.count - 2))
        var newer = Ledger()
        newer.rejects.append(5)
        sum.add(newer)
        #expect(sum.rejectedLines == 3)
    }
}
