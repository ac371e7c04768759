@testable import FraiseArchive
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Testing

/// Commits, rotation and what a restart makes of them, without faults.
@Suite struct ArchiveTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private var root: String { scratch.path + "/archive" }

    @Test func keysAreTheSameLiveAndRebuilt() throws {
        var live = ArchiveHarness(root: root)
        live.maximumKeys = 2
        try live.finish(upTo: 300)
        var restarted = ArchiveHarness(root: scratch.path + "/restarted")
        restarted.maximumKeys = 2
        for total in stride(from: 30, to: 300, by: 30) {
            let archive = try restarted.open()
            try restarted.write(archive, upTo: total, batch: 20)
            try archive.close()
        }
        // Another bound in the configuration holds from the next segment on.
        restarted.maximumKeys = 50
        try restarted.finish(upTo: 300)
        let rows = try live.rows()
        #expect(rows.keys.contains { $0.key == .other(.graphql) })
        #expect(try restarted.rows() == rows)
    }

    @Test func openRowsAreTheSameAfterRestart() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        try harness.write(archive, upTo: 200, batch: 20)
        let before = archive.openRows()
        try archive.close()
        let again = try harness.open()
        defer { try? again.close() }
        func place(_ row: SummaryRow) -> String { "\(row.windowStart) \(row.key)" }
        #expect(!before.isEmpty)
        #expect(again.openRows().sorted { place($0) < place($1) } == before.sorted { place($0) < place($1) })
    }

    @Test func appendAfterAnErrorTakesTheBatchOnce() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        try harness.write(archive, upTo: 100, batch: 20)
        harness.now.advance(seconds: 4000)
        FaultInjection.set({ call, _ in call == .rename ? .fail(EIO) : nil }, under: root)
        #expect(throws: FraiseError.self) { try harness.write(archive, upTo: 120, batch: 20) }
        FaultInjection.set(nil, under: root)
        try harness.write(archive, upTo: 200, batch: 20)
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        #expect(try harness.records() == NumberedRecords.kept(0..<200))
    }

    @Test func clockSetBackSealsAndGoesOn() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        try harness.write(archive, upTo: 100, batch: 20)
        // Two hours back: the begun segment would otherwise be open for two hours more.
        harness.now.advance(seconds: -7200)
        #expect(archive.isSealDue)
        try harness.write(archive, upTo: 200, batch: 20)
        #expect(!archive.isSealDue)
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        #expect(try harness.records() == NumberedRecords.kept(0..<200))
    }

    @Test func anotherDaySealsFirst() throws {
        let harness = ArchiveHarness(root: root)
        var archive = try harness.open()
        try harness.write(archive, upTo: 100, batch: 20)
        try archive.close()
        harness.now.advance(seconds: 86_400)
        archive = try harness.open()
        try harness.write(archive, upTo: 200, batch: 20)
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        let days = try ArchiveLayout(root: root).sealedFiles().map {
            $0.path.split(separator: "/").dropLast().last
        }
        #expect(days == ["date=2026-09-21", "date=2026-09-22"])
    }

    @Test func segmentWithoutCommitsIsNotSealed() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        try archive.rotate()
        try archive.waitForSealing()
        #expect(archive.openSegment.number == 1)
        try archive.close()
        #expect(try ArchiveLayout(root: root).sealedFiles().isEmpty)
    }

    @Test func thousandsOfFilesInOneCommit() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        func changes(_ count: Int) -> [FileChange] {
            (1...5000).map { number in
                var position = NumberedRecords.position(count, file: Int64(number))
                position.path = "/log/\(number)/\(number * 7919 % 10_007).jsonl"
                position.prefixHash = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
                position.tailHash = position.prefixHash &* UInt64(31 + count)
                // As hashes are: nothing that deflate could make smaller.
                let lanes = (1...4).map { (position.tailHash &+ UInt64($0)) &* 0xD6E8_FEB8_6659_FD93 }
                position.running = XXH64(lanes: lanes, length: UInt64(position.offset)) ?? XXH64()
                return FileChange(
                    position: position,
                    held: [.put(HeldRecord(session: [1], state: [UInt8(number & 255)], bytes: 3))]
                )
            }
        }
        try archive.append(nil, changes: changes(1), generation: 1)
        try archive.flush()
        for step in 2..<20 { try archive.append(nil, changes: changes(step), generation: 1) }
        try archive.flush()
        let state = archive.state
        let path = ArchiveLayout(root: root).openPath(1)
        try archive.close()
        var kinds: [MemberKind: Int] = [:]
        let file = try MemberFile(path)
        var offset: Int64 = 0
        while let (member, _) = try file.member(at: offset) {
            kinds[member.kind, default: 0] += 1
            offset += Int64(member.size)
            #expect(member.body.count <= Member.bodyLimit)
        }
        #expect(offset == file.length)
        #expect(kinds[.delta, default: 0] > 3, "\(kinds)")
        #expect(kinds[.snapshot, default: 0] > 3 && kinds[.block] == 19, "\(kinds)")
        let again = try harness.open()
        #expect(again.state.files == state.files)
        try again.rotate()
        try again.waitForSealing()
        try again.close()
        let sealed = try SealedSegment(path: try ArchiveLayout(root: root).sealedFiles()[0].path)
        #expect(try sealed.finalState()?.files == state.files)
    }

    @Test func oneRecordOfSixteenMebibytes() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        var order = NumberedRecords.KeyOrder()
        let batch = NumberedRecords.batch(0..<1, order: &order)
        let length = 16 << 20
        batch.reserve(length)
        // Hardly compressible, so that the member is as large as it gets: what repeats is beyond deflate's window.
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<65_536).map { _ in UInt8.random(in: 32..<127, using: &generator) }
        while batch.byteCount < length {
            let count = min(noise.count, length - batch.byteCount)
            noise.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                (batch.base + batch.byteCount).update(from: base, count: count)
            }
            batch.byteCount += count
        }
        batch.base[length - 1] = 10
        try archive.append(
            batch,
            changes: [
                FileChange(position: NumberedRecords.position(1), ledger: NumberedRecords.ledger(0..<1))
            ],
            generation: 1
        )
        try archive.flush()
        try harness.write(archive, upTo: 100, batch: 20)
        try archive.close()
        try harness.finish(upTo: 200)
        let sealed = try SealedSegment(path: try ArchiveLayout(root: root).sealedFiles()[0].path)
        var lengths: [Int] = []
        try sealed.forEachBlock { lengths.append($0.count) }
        #expect(lengths.first == length)
        #expect(try harness.records().suffix(50) == NumberedRecords.kept(0..<200).suffix(50))
    }

    @Test func secondAgentIsRefused() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        defer { try? archive.close() }
        let error = #expect(throws: FraiseError.self) { try harness.open() }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("pid \(getpid())") == true)
    }

    @Test func missingIdentityIsRefused() throws {
        let harness = ArchiveHarness(root: root)
        try harness.finish(upTo: 20)
        try FileSystem.remove(root + "/_ARCHIVE")
        let error = #expect(throws: FraiseError.self) { try harness.open() }
        #expect(error?.code == .badData)
    }

    @Test func historyHasEachRecordOnceWhileSealing() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        defer { try? archive.close() }
        try harness.write(archive, upTo: 100, batch: 20)
        // The open file cannot be unlinked: both are there.
        FaultInjection.set(
            { call, path in call == .unlink && path.hasSuffix("0000000001.jsonl.gz") ? .fail(EIO) : nil },
            under: root
        )
        defer { FaultInjection.set(nil, under: root) }
        try archive.rotate()
        try harness.write(archive, upTo: 140, batch: 20)
        #expect(throws: FraiseError.self) { try archive.waitForSealing() }
        var numbers: [Int] = []
        try archive.history(sealedSince: Timestamp(seconds: 0)).forEachBlock(since: Timestamp(seconds: 0)) {
            numbers += NumberedRecords.numbers($0)
            return true
        }
        #expect(numbers == NumberedRecords.kept(0..<140))
    }

    @Test func removalThatWasEnteredIsFinished() throws {
        let harness = ArchiveHarness(root: root)
        try harness.finish(upTo: 100)
        try harness.finish(upTo: 200)
        let layout = ArchiveLayout(root: root)
        let identity = try #require(try ArchiveIdentity(storedAt: layout.identity)).archive
        try Manifest(path: layout.manifest, clock: { Timestamp(seconds: 0) })
            .append(.removed, archive: identity, segment: 1)
        try harness.finish(upTo: 300)
        #expect(try layout.sealedFiles().map(\.segment) == [2, 3])
        #expect(try harness.records() == NumberedRecords.kept(100..<300))
    }
}
