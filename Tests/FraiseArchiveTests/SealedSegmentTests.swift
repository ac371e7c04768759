@testable import FraiseArchive
import FraiseGzip
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Testing

/// A sealed file as its format promises it, read with our own readers, by hand, and with gzip's.
@Suite struct SealedSegmentTests {
    private let scratch: ScratchDirectory
    private var root: String { scratch.path + "/archive" }

    init() throws { scratch = try ScratchDirectory() }

    private func sealed(isSmall: Bool = false, records: Int = 500, batch: Int = 20) throws -> SealedSegment {
        var harness = ArchiveHarness(root: root)
        harness.isSmall = isSmall
        try harness.finish(upTo: records, batch: batch)
        return try SealedSegment(path: try ArchiveLayout(root: root).sealedFiles()[0].path)
    }

    private func output(_ command: String) throws -> String {
        let path = scratch.file("output")
        #expect(system("\(command) >'\(path)' 2>&1") == 0, "\(command)")
        return String(decoding: try FileSystem.read(path), as: UTF8.self)
    }

    @Test(arguments: [false, true])
    func isPlainGzip(isSmall: Bool) throws {
        let segment = try sealed(isSmall: isSmall)
        var expected = ""
        try segment.forEachBlock { expected += String(decoding: $0, as: UTF8.self) }
        #expect(expected.split(separator: "\n").count == NumberedRecords.kept(0..<500).count)
        #expect(try output("gzip -t '\(segment.path)'") == "")
        #expect(try output("gzip -dc '\(segment.path)'") == expected)
        #expect(try output("zcat '\(segment.path)'") == expected)
        if system("command -v python3 >/dev/null") == 0 {
            let script = "import gzip,sys; sys.stdout.write(gzip.open(sys.argv[1],\"rt\").read())"
            #expect(try output("python3 -c '\(script)' '\(segment.path)'") == expected)
        }
        // Open files too, as far as they are durable.
        let archive = try ArchiveHarness(root: root).open()
        try ArchiveHarness(root: root).write(archive, upTo: 600, batch: 20)
        try archive.close()
        #expect(try output("gzip -t '\(ArchiveLayout(root: root).openPath(2))'") == "")
    }

    /// Members, chain, roots and head followed by the documented layout.
    @Test func membersChainAndRoots() throws {
        let segment = try sealed()
        let file = try MemberFile(segment.path)
        var offset: Int64 = 0
        var previous = Digest.zero
        var data = MerkleTree()
        var trailer = MerkleTree()
        var kinds: [MemberKind] = []
        var sections: [UInt8] = []
        var nextCommit = segment.end.firstCommit
        while let (member, bytes) = try file.member(at: offset) {
            #expect(member.previous == previous)
            #expect(Int(bytes[10]) | Int(bytes[11]) << 8 <= 16 * 1024 + 4)
            #expect(member.segment == 1 && member.durableLength == 0)
            previous = Digest.of(bytes)
            kinds.append(member.kind)
            switch member.kind {
            case .section:
                sections.append(member.section)
                trailer.add(memberDigest: previous)
                #expect(offset >= segment.end.dataEnd)
            case .end: #expect(offset == file.length - Int64(EndMember.memberLength))
            default:
                data.add(memberDigest: previous)
                #expect(offset < segment.end.dataEnd)
            }
            if member.kind == .block {
                #expect(member.firstCommit == nextCommit)
                nextCommit = member.lastCommit + 1
                let commits = try SealedCommit.decode(try BodyCodec().payload(of: member.body))
                #expect(commits.map(\.number) == Array(member.firstCommit...member.lastCommit))
                #expect(commits.reduce(0) { $0 + $1.records } == member.records)
            }
            offset += Int64(member.size)
        }
        #expect(offset == file.length)
        #expect(nextCommit == segment.end.lastCommit + 1)
        #expect(kinds.first == .header && kinds.last == .end)
        #expect(sections == [1, 2, 9, 10, 11])
        #expect(data.root == segment.end.dataRoot && trailer.root == segment.end.trailerRoot)
        // head(n) is the hash of the subfield from its magic to the head field.
        let bytes = try file.file.bytes(at: file.length - 911, count: 911)
        #expect(Digest.of(Array(bytes[16..<(911 - 10 - 4 - 32)])) == segment.head)
        #expect(segment.end.previousHead == Digest.zero)
    }

    @Test func smallBlocksAreJoinedAndLargeOnesKept() throws {
        let segment = try sealed()
        let blocks = try #require(try segment.blocks())
        #expect(blocks.count == 1 && blocks[0].records == Int64(NumberedRecords.kept(0..<500).count))
        #expect(segment.end.operations == 500 && segment.end.records == blocks[0].records)
        #expect(try segment.ledger()?.records == blocks[0].records)
        #expect(blocks[0].minimumTime == NumberedRecords.time(0).microseconds)
        #expect(blocks[0].maximumTime == NumberedRecords.time(499).microseconds)
        #expect(blocks[0].statistics.kinds[Int(RecordKind.graphql.rawValue)] == blocks[0].records)
        #expect(blocks[0].statistics.maximumDuration == 499_000)

        // Blocks of 330 KB of lines are copied with the stream that they have.
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        try harness.write(archive, upTo: 90_500, batch: 30_000)
        let path = ArchiveLayout(root: root).openPath(2)
        let open = try FileSystem.read(path)
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        let second = try SealedSegment(path: try ArchiveLayout(root: root).sealedFiles()[1].path)
        let rows = try #require(try second.blocks())
        #expect(rows.count == 3)
        let file = try MemberFile(second.path)
        let (member, bytes) = try #require(try file.member(at: rows[0].offset))
        let stream = bytes[member.streamOffset..<member.streamOffset + member.streamLength]
        #expect(rows[0].size == Int64(bytes.count) && stream.count > 1000)
        #expect(open.firstRange(of: Array(stream)) != nil)
        #expect(second.end.previousHead == segment.head)
    }

    @Test func everyCutIsFound() throws {
        let segment = try sealed(records: 100)
        let bytes = try FileSystem.read(segment.path)
        for length in stride(from: 0, to: bytes.count, by: 13) {
            let path = try scratch.write("cut.jsonl.gz", Array(bytes[..<length]))
            #expect(throws: FraiseError.self) { try SealedSegment(path: path) }
        }
    }

    @Test func everyFlippedBitOfTheEndIsFound() throws {
        let segment = try sealed(records: 100)
        let bytes = try FileSystem.read(segment.path)
        // The last ten bytes are an empty stream and its trailer, which no reader of ours looks at.
        for index in stride(from: bytes.count - EndMember.memberLength, to: bytes.count - 10, by: 7) {
            var damaged = bytes
            damaged[index] ^= 4
            let path = try scratch.write("flipped.jsonl.gz", damaged)
            #expect(throws: FraiseError.self) { try SealedSegment(path: path) }
        }
    }

    @Test func newerFormatIsRefusedByName() throws {
        var member = Member(kind: .header, segment: 1, firstCommit: 0, lastCommit: 0)
        member.version = 2
        member.body = [UInt8](repeating: 0, count: 2000)
        let path = try scratch.write("newer.jsonl.gz", member.empty() + member.empty())
        let error = #expect(throws: FraiseError.self) { try SealedSegment(path: path) }
        #expect(error?.message.contains("version 2") == true)
    }

    @Test func positionsOnlyCommitsAreKept() throws {
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        for count in 1...3 {
            try archive.append(
                nil,
                changes: [FileChange(position: NumberedRecords.position(count))],
                generation: 1
            )
        }
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        let segment = try SealedSegment(path: try ArchiveLayout(root: root).sealedFiles()[0].path)
        #expect(segment.end.records == 0 && segment.end.lastCommit == 3)
        #expect(segment.end.minimumTime > segment.end.maximumTime)
        #expect(try segment.finalState()?.files[1]?.position.offset == Int64(3 * NumberedRecords.lineLength))
        #expect(try output("gzip -t '\(segment.path)'") == "")
    }
}
