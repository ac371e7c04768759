@testable import FraiseArchive
import FraiseModel
import Testing

@Suite struct EndMemberTests {
    private func end() -> EndMember {
        var end = EndMember(
            archive: (0..<16).map { UInt8($0) },
            segment: 5,
            sealed: Timestamp(microseconds: 6),
            previousHead: [UInt8](repeating: 7, count: 32),
            manifest: SegmentHeader.Head(number: 8, hash: [UInt8](repeating: 9, count: 32))
        )
        end.firstCommit = 10
        end.lastCommit = 11
        end.records = 12
        end.operations = 13
        end.contentBytes = 14
        end.minimumTime = -15
        end.maximumTime = 16
        end.firstCommitTime = 17
        end.blocks = 18
        end.dataEnd = 19
        end.openLength = 20
        end.openLastMember = [UInt8](repeating: 21, count: 32)
        end.damage = [3..<4, 9..<9]
        end.places[10] = EndMember.Place(offset: 22, length: 23, parts: 24)
        end.dataRoot = [UInt8](repeating: 25, count: 32)
        end.trailerRoot = [UInt8](repeating: 26, count: 32)
        return end
    }

    @Test func lengthIsFixed() throws {
        let full = end().encodedWithoutHead() + Digest.zero
        let empty = EndMember(
            archive: Digest.zero.suffix(16),
            segment: 0,
            sealed: Timestamp(microseconds: 0),
            previousHead: Digest.zero,
            manifest: .none
        )
        #expect(full.count == 769)
        #expect(empty.encodedWithoutHead().count + 32 == full.count)
        #expect(EndMember.memberLength == 911)
        let decoded = try EndMember.decode(full)
        #expect(decoded.end == end())
        #expect(throws: FraiseError.self) { try EndMember.decode(Array(full.dropLast())) }
    }

    @Test func manyRangesAreJoinedIntoTheLast() {
        let ranges = (0..<20).map { Int64($0 * 10)..<Int64($0 * 10 + 5) }
        let joined = EndMember.joined(ranges)
        #expect(joined.count == 8)
        #expect(Array(joined[..<7]) == Array(ranges[..<7]))
        #expect(joined[7] == 70..<195)
        #expect(EndMember.joined(Array(ranges[..<8])) == Array(ranges[..<8]))
    }

    @Test func impossibleRangesAreRefused() {
        var bytes = end().encodedWithoutHead() + Digest.zero
        // The first range's start, behind identity, 13 numbers, three hashes, a number and the count.
        let place = 16 + 13 * 8 + 32 + 40 + 32 + 1
        bytes[place] = 200
        #expect(throws: FraiseError.self) { try EndMember.decode(bytes) }
    }
}
