@testable import FraiseArchive
import FraiseModel
import Testing

@Suite struct ArchiveStateTests {
    private func commit(_ changes: [CommitBody.Change]) -> CommitBody {
        var body = CommitBody()
        body.changes = changes
        return body
    }

    private func change(_ to: Int, from: Int, file: Int64 = 1, held: [HeldChange] = []) -> FileChange {
        FileChange(
            position: NumberedRecords.position(to, file: file),
            ledger: NumberedRecords.ledger(from..<to),
            held: held
        )
    }

    @Test func snapshotRoundTrips() throws {
        var state = ArchiveState()
        state.apply(CommitBodyTests.body(), commit: 3)
        state.apply(
            commit([
                state.change(
                    change(20, from: 0, held: [.put(HeldRecord(session: [1], state: [2], bytes: 3))])
                )
            ]),
            commit: 4
        )
        #expect(try ArchiveState(state.encoded()) == state)
        let bytes = state.encoded()
        for count in bytes.indices {
            #expect(throws: FraiseError.self) { try ArchiveState(Array(bytes[..<count])) }
        }
    }

    @Test func aStepIsSmallAndARenameIsWhole() {
        var state = ArchiveState()
        state.apply(commit([state.change(change(20, from: 0))]), commit: 1)
        guard case .advance(let step, _, _) = state.change(change(40, from: 20)) else {
            Issue.record("not a step")
            return
        }
        #expect(step.from == Int64(20 * NumberedRecords.lineLength) && step.checkpoints == nil)
        var renamed = change(40, from: 20)
        renamed.position.path = "/log/app.jsonl.1"
        guard case .full = state.change(renamed) else {
            Issue.record("not whole")
            return
        }
    }

    @Test func droppedFilesLeaveTheirAccount() {
        var state = ArchiveState()
        state.apply(commit([state.change(change(20, from: 0))]), commit: 1)
        let before = state.ledgers
        state.apply(commit([.drop(1)]), commit: 2)
        #expect(state.files.isEmpty && state.ledgers == before && state.sources == ["app"])
        #expect(state.nextFile == 2)
    }

    @Test func missingStepIsLost() {
        var whole = ArchiveState()
        whole.apply(commit([whole.change(change(20, from: 0))]), commit: 1)
        var gapped = whole
        whole.apply(commit([whole.change(change(40, from: 20))]), commit: 2)
        let third = commit([whole.change(change(60, from: 40))])
        gapped.apply(third, commit: 3, hasGap: true)
        #expect(gapped.files[1]?.position == NumberedRecords.position(60))
        #expect(gapped.files[1]?.ledger.lostBytes == Int64(20 * NumberedRecords.lineLength))
        #expect(gapped.files[1]?.ledger.parsedBytes == Int64(40 * NumberedRecords.lineLength))
    }

    @Test func missingStepBeforeARenameIsLost() {
        var state = ArchiveState()
        state.apply(commit([state.change(change(20, from: 0))]), commit: 1)
        var renamed = change(60, from: 40)
        renamed.position.path = "/log/app.jsonl.1"
        state.apply(commit([.full(renamed)]), commit: 3, hasGap: true)
        #expect(state.files[1]?.ledger.lostBytes == Int64(20 * NumberedRecords.lineLength))
    }

    @Test func snapshotBehindAGapBringsPositionsAndLosses() {
        var known = ArchiveState()
        known.apply(
            commit([known.change(change(20, from: 0)), known.change(change(5, from: 0, file: 3))]),
            commit: 1
        )
        var snapshot = known
        let held = HeldRecord(session: [1], state: [2], bytes: 7)
        var step = change(40, from: 20, held: [.put(held)])
        step.ledger.parsedBytes -= 7
        step.ledger.heldBytes += 7
        snapshot.apply(
            commit([snapshot.change(step), snapshot.change(change(10, from: 0, file: 2)), .drop(3)]),
            commit: 5
        )
        known.take(afterGap: snapshot)
        #expect(known.lastCommit == 5)
        #expect(known.files.mapValues(\.position) == snapshot.files.mapValues(\.position))
        #expect(known.files[1]?.held == [[1]: held])
        // Every byte is accounted for once.
        for (number, state) in known.files {
            let ledger = state.ledger
            let sum = ledger.parsedBytes + ledger.heldBytes + ledger.lostBytes
            #expect(sum == state.position.offset, "file \(number)")
        }
        #expect(known.files[1]?.ledger.parsedBytes == Int64(20 * NumberedRecords.lineLength))
        #expect(known.files[2]?.ledger.lostBytes == Int64(10 * NumberedRecords.lineLength))
        #expect(known.retired["app"]?.parsedBytes == Int64(5 * NumberedRecords.lineLength))
    }
}
