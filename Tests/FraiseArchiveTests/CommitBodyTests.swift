@testable import FraiseArchive
import FraiseModel
import Testing

@Suite struct CommitBodyTests {
    static func body() -> CommitBody {
        var body = CommitBody()
        body.generation = 7
        body.run = [UInt8](repeating: 9, count: 16)
        body.statistics.kinds[2] = 5
        body.statistics.maximumDuration = 12_345
        var position = FilePosition(
            number: 4,
            source: "app",
            path: "/log/é \"1\".jsonl",
            identity: FileIdentity(device: .max, inode: 1 << 40)
        )
        position.offset = 9000
        position.isGzip = true
        position.generation = 2
        position.checkpoints = [FilePosition.Checkpoint(length: 1024, digest: 5)]
        var ledger = Ledger()
        ledger.parsedBytes = 8000
        ledger.heldBytes = -10
        ledger.rejects[3] = 2
        let held: [HeldChange] = [
            .put(HeldRecord(session: [1, 2], state: [], bytes: 10)), .remove(session: [3]),
        ]
        let step = CommitBody.Advance(
            number: 5,
            from: 100,
            offset: 200,
            running: XXH64(),
            tailHash: 77,
            lastSeen: 1_790_000_000,
            checkpoints: nil
        )
        body.changes = [
            .full(FileChange(position: position, ledger: ledger, held: held)),
            .advance(step, ledger: ledger, held: []), .drop(6),
        ]
        var totals = OperationTotals()
        totals.count = 3
        totals.durationCount = 2
        totals.durationSum = 30
        totals.durationMinimum = 10
        totals.durationMaximum = 20
        totals.sketch.add(10)
        totals.sketch.add(20)
        body.tally = [
            TallyRow(
                minute: 1_790_000_040,
                key: WindowKey(kind: .cache, eventType: "hit", operationName: ""),
                totals: totals
            )
        ]
        return body
    }

    @Test func roundTrips() throws {
        let written = Self.body()
        let read = try CommitBody(written.encoded())
        #expect(read.encoded() == written.encoded())
        #expect(read.generation == 7 && read.run == written.run && read.statistics == written.statistics)
        #expect(read.tally == written.tally)
        #expect(read.ledger == written.ledger)
        guard case .full(let file) = read.changes[0], case .full(let original) = written.changes[0] else {
            Issue.record("not a full change")
            return
        }
        #expect(
            file.position == original.position && file.ledger == original.ledger && file.held == original.held
        )
    }

    @Test func everyCutIsRefused() {
        let bytes = Self.body().encoded()
        for count in bytes.indices {
            #expect(throws: FraiseError.self) { try CommitBody(Array(bytes[..<count])) }
        }
        #expect(throws: FraiseError.self) { try CommitBody(bytes + [0]) }
    }

    /// The member's checksum stands before this; what is left is that no value may end the program.
    @Test func damagedBodiesEndInAnError() {
        let bytes = Self.body().encoded()
        for index in bytes.indices {
            for value in [0, 1, 127, 128, 255] as [UInt8] {
                var damaged = bytes
                damaged[index] = value
                guard let body = try? CommitBody(damaged) else { continue }
                var state = ArchiveState()
                state.apply(body, commit: 1)
                #expect((try? ArchiveState(state.encoded())) != nil)
            }
        }
    }
}
