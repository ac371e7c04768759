@testable import FraiseArchive
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Synchronization
import Testing

/// Bytes that were acknowledged and are no longer what they were: what is left is kept, what is lost is named.
@Suite struct ArchiveDamageTests {
    private struct Place {
        var offset: Int64
        var member: Member
    }

    private func members(_ path: String) throws -> [Place] {
        let file = try MemberFile(path)
        var offset: Int64 = 0
        var places: [Place] = []
        while let (member, _) = try file.member(at: offset) {
            places.append(Place(offset: offset, member: member))
            offset += Int64(member.size)
        }
        return places
    }

    private func flip(_ path: String, at offset: Int64, bit: UInt8 = 1) throws {
        let file = try OpenFile(path, .append)
        try file.write([try file.bytes(at: offset, count: 1)[0] ^ bit], at: offset)
    }

    /// An archive with one open segment of `total` records in commits of 20.
    private func open(_ harness: ArchiveHarness, total: Int) throws -> String {
        let archive = try harness.open()
        try harness.write(archive, upTo: total, batch: 20)
        try archive.close()
        return ArchiveLayout(root: harness.root).openPath(archive.openSegment.number)
    }

    private func events(_ harness: ArchiveHarness, _ word: String) -> [String] {
        harness.events.messages.withLock { $0.filter { $0.hasPrefix(word) } }
    }

    private func manifest(_ harness: ArchiveHarness) throws -> [Manifest.Entry] {
        let path = ArchiveLayout(root: harness.root).manifest
        return try Manifest(path: path, clock: { Timestamp(seconds: 0) }).entries
    }

    @Test(arguments: [false, true])
    func damagedHeaderLosesNothing(hasPredecessor: Bool) throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        if hasPredecessor { try harness.finish(upTo: 60) }
        let path = try open(harness, total: 200)
        try flip(path, at: 40)
        try harness.finish(upTo: 300)
        #expect(try harness.records() == NumberedRecords.kept(0..<300))
        #expect(events(harness, "damaged").count == 1)
        #expect(try FileSystem.status(path + ".damaged") != nil)
        #expect(try manifest(harness).contains { $0.event == "damaged" })
    }

    @Test(arguments: [false, true])
    func damagedFirstSnapshotLosesNothing(hasPredecessor: Bool) throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        if hasPredecessor { try harness.finish(upTo: 60) }
        let path = try open(harness, total: 200)
        let snapshot = try #require(try members(path).first { $0.member.kind == .snapshot })
        try flip(path, at: snapshot.offset + 100)
        try harness.finish(upTo: 300)
        #expect(try harness.records() == NumberedRecords.kept(0..<300))
    }

    /// The last bytes of a member without content are covered by the chain alone.
    @Test func brokenChainLosesNothing() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let path = try open(harness, total: 200)
        let snapshot = try #require(try members(path).first { $0.member.kind == .snapshot })
        try flip(path, at: snapshot.offset + Int64(snapshot.member.size) - 3)
        try harness.finish(upTo: 300)
        #expect(try harness.records() == NumberedRecords.kept(0..<300))
        #expect(events(harness, "damaged").count == 1)
    }

    @Test func damagedCommitIsEnteredAsLost() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let path = try open(harness, total: 200)
        let block = try #require(try members(path).first { $0.member.lastCommit == 4 })
        try flip(path, at: block.offset + Int64(block.member.streamOffset) + 3)
        do {
            let archive = try harness.open()
            #expect(harness.next(archive) == 200)
            let ledger = try #require(archive.state.files[1]?.ledger)
            #expect(ledger.lostBytes == Int64(20 * NumberedRecords.lineLength))
            #expect(ledger.parsedBytes == Int64(180 * NumberedRecords.lineLength))
            try archive.close()
        }
        try harness.finish(upTo: 300)
        #expect(try harness.records() == NumberedRecords.kept(0..<60) + NumberedRecords.kept(80..<300))
        let sealed = try SealedSegment(path: try ArchiveLayout(root: harness.root).sealedFiles()[0].path)
        #expect(sealed.end.damage == [block.offset..<block.offset + Int64(block.member.size)])
        #expect(sealed.end.firstCommit == 1 && sealed.end.lastCommit == 10)
    }

    @Test func damageInTheLastFlushIsATornTail() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let path = try open(harness, total: 200)
        let block = try #require(try members(path).last)
        try flip(path, at: block.offset + Int64(block.member.streamOffset) + 3)
        try harness.finish(upTo: 300)
        #expect(try harness.records() == NumberedRecords.kept(0..<300))
        #expect(events(harness, "damaged").isEmpty)
        #expect(events(harness, "cut") == ["cut \(block.member.size)"])
    }

    /// Any byte may be damaged: at most the commit that holds it is lost, and nothing is there twice.
    @Test func anyFlippedBit() throws {
        let scratch = try ScratchDirectory()
        let template = ArchiveHarness(root: scratch.path + "/archive")
        let path = try open(template, total: 120)
        let original = try FileSystem.read(path)
        let begin = try members(path)[2].offset
        let first = try members(path)[3].offset - begin
        for offset in CrashPoints.of(original.count, every: 97) {
            // The same place on disk, or it would be a fork.
            for name in try FileSystem.list(template.root) where name.hasPrefix("date=") {
                for file in try FileSystem.list(template.root + "/" + name) {
                    try FileSystem.remove(template.root + "/" + name + "/" + file)
                }
            }
            let layout = ArchiveLayout(root: template.root)
            for name in try FileSystem.list(layout.open) { try FileSystem.remove(layout.open + "/" + name) }
            try FileSystem.remove(layout.manifest)
            try FileSystem.replace(path, with: original)
            try flip(path, at: Int64(offset), bit: 1 << UInt8(offset % 8))
            let harness = ArchiveHarness(root: template.root)
            try harness.finish(upTo: 160)
            let records = try harness.records()
            let missing = Set(NumberedRecords.kept(0..<160)).subtracting(records)
            // Where the commit is damaged that first named the file, it is read again from its beginning.
            if !(begin..<begin + first).contains(Int64(offset)) {
                #expect(Set(records).count == records.count, "byte \(offset)")
            }
            #expect(missing.count <= 20, "byte \(offset): \(missing.sorted())")
            if Int64(offset) < begin { #expect(missing.isEmpty, "byte \(offset)") }
        }
    }

    /// Sealing is held up, so that a finished segment and its successor stay open.
    private func held(_ harness: ArchiveHarness) throws -> (first: String, second: String) {
        let root = harness.root
        let archive = try harness.open()
        try harness.write(archive, upTo: 100, batch: 20)
        FaultInjection.set(
            { _, path in path.hasSuffix(".sealing.tmp") ? .fail(ENOSPC) : nil },
            under: root
        )
        defer { FaultInjection.set(nil, under: root) }
        try archive.rotate()
        try harness.write(archive, upTo: 200, batch: 20)
        try archive.close()
        let layout = ArchiveLayout(root: root)
        return (layout.openPath(1), layout.openPath(2))
    }

    @Test func finishedSegmentThatLostItsEndIsDamaged() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let (first, _) = try held(harness)
        let last = try #require(try members(first).last)
        try OpenFile(first, .append).truncate(to: last.offset + 5)
        try harness.finish(upTo: 300)
        #expect(try harness.records() == NumberedRecords.kept(0..<80) + NumberedRecords.kept(100..<300))
        #expect(events(harness, "damaged").count == 1)
        #expect(try FileSystem.status(first + ".damaged") != nil)
    }

    @Test func lastFlushOfAFinishedSegmentIsAcknowledged() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let archive = try harness.open()
        // Five commits in one flush, then the successor.
        var order = NumberedRecords.KeyOrder()
        for commit in 0..<5 {
            let range = commit * 20..<commit * 20 + 20
            try archive.append(
                NumberedRecords.batch(range, order: &order),
                changes: [
                    FileChange(
                        position: NumberedRecords.position(range.upperBound),
                        ledger: NumberedRecords.ledger(range)
                    )
                ],
                generation: 1
            )
        }
        FaultInjection.set(
            { _, path in path.hasSuffix(".sealing.tmp") ? .fail(ENOSPC) : nil },
            under: harness.root
        )
        try archive.rotate()
        try archive.close()
        FaultInjection.set(nil, under: harness.root)
        let path = ArchiveLayout(root: harness.root).openPath(1)
        let block = try #require(try members(path).first { $0.member.lastCommit == 2 })
        try flip(path, at: block.offset + Int64(block.member.streamOffset) + 3)
        try harness.finish(upTo: 200)
        #expect(try harness.records() == NumberedRecords.kept(0..<20) + NumberedRecords.kept(40..<200))
    }

    @Test func successorWithoutContentIsSetAsideAndItsNumberIsNotUsedAgain() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let (_, second) = try held(harness)
        try FileSystem.replace(second, with: [UInt8](repeating: 0, count: 4096))
        try harness.finish(upTo: 300)
        // What the second segment had is gone, but its positions with it: those bytes are read again.
        #expect(try harness.records() == NumberedRecords.kept(0..<300))
        let numbers = try ArchiveLayout(root: harness.root).sealedFiles().map(\.segment)
        #expect(numbers == [1, 3])
        #expect(try manifest(harness).contains { $0.event == "damaged" && $0.segment == 2 })
    }

    @Test func openFileUnderAnotherNumberIsSetAside() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let path = try open(harness, total: 60)
        let layout = ArchiveLayout(root: harness.root)
        try FileSystem.replace(layout.openPath(7), with: try FileSystem.read(path))
        try harness.finish(upTo: 100)
        #expect(try harness.records() == NumberedRecords.kept(0..<100))
        #expect(try FileSystem.status(layout.openPath(7) + ".damaged") != nil)
    }

    /// Death after the sealed file of a damaged segment has its name, before the manifest knows.
    @Test func damagedSegmentSealedButNotEntered() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let path = try open(harness, total: 200)
        let block = try #require(try members(path).first { $0.member.lastCommit == 4 })
        try flip(path, at: block.offset + Int64(block.member.streamOffset) + 3)
        let root = harness.root
        FaultInjection.set(
            { call, path in call == .write && path.hasSuffix("_MANIFEST.jsonl") ? .fail(EIO) : nil },
            under: root
        )
        let archive = try harness.open()
        #expect(throws: FraiseError.self) { try archive.waitForSealing() }
        try archive.close()
        FaultInjection.set(nil, under: root)
        try harness.finish(upTo: 300)
        #expect(try harness.records() == NumberedRecords.kept(0..<60) + NumberedRecords.kept(80..<300))
        #expect(try manifest(harness).map(\.event) == ["damaged", "sealed", "sealed"])
        #expect(try FileSystem.status(path + ".damaged") != nil)
    }

    /// A sealed twin and an open file that says more: what is sealed counts, the other is kept aside.
    @Test func openFileThatIsNotItsSealedTwin() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let path = try open(harness, total: 100)
        let early = try FileSystem.read(path)
        try harness.finish(upTo: 200)
        try FileSystem.replace(path, with: early)
        try harness.finish(upTo: 300)
        #expect(try harness.records() == NumberedRecords.kept(0..<300))
        #expect(try FileSystem.status(path + ".damaged") != nil)
    }

    /// The open file of a sealed segment with bytes of an interrupted write behind its end.
    @Test func sealedTwinOfALongerOpenFile() throws {
        let scratch = try ScratchDirectory()
        let harness = ArchiveHarness(root: scratch.path + "/archive")
        let path = try open(harness, total: 100)
        let whole = try FileSystem.read(path)
        let archive = try harness.open()
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        try FileSystem.replace(path, with: whole + [31, 139, 8])
        try harness.finish(upTo: 200)
        #expect(try harness.records() == NumberedRecords.kept(0..<200))
        #expect(try FileSystem.status(path) == nil)
        #expect(try FileSystem.status(path + ".damaged") == nil)
    }
}
