@testable import FraiseArchive
import FraiseGzip
import FraiseModel
import Testing

@Suite struct MemberTests {
    private func member() -> Member {
        var member = Member(
            kind: .block,
            section: 9,
            part: 1,
            parts: 3,
            segment: 0x0102_0304_0506_0708,
            firstCommit: 11,
            lastCommit: 12
        )
        member.records = 13
        member.minimumTime = -14
        member.maximumTime = 15
        member.wallTime = 16
        member.durableLength = 17
        member.previous = (0..<32).map { UInt8($0) }
        member.body = [1, 2, 3, 4, 5]
        return member
    }

    @Test func layoutIsTheDocumentedOne() throws {
        var member = member()
        let bytes = member.empty()
        #expect(bytes.count == member.size)
        #expect(Array(bytes[0..<10]) == [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255])
        var reader = ByteReader(bytes, at: 10)
        #expect(try reader.fixed(UInt16.self) == 4 + 116 + 5)
        #expect(try reader.raw(2) == Array("FQ".utf8))
        #expect(try reader.fixed(UInt16.self) == 116 + 5)
        #expect(try reader.raw(4) == Array("FQ1\0".utf8))
        #expect(try reader.byte() == 3)
        #expect(try reader.byte() == 9)
        #expect(try reader.fixed(UInt32.self) == 1)
        #expect(try reader.fixed(UInt32.self) == 3)
        #expect(try reader.fixed(UInt16.self) == 1)
        #expect(try reader.fixed(Int64.self) == 0x0102_0304_0506_0708)
        #expect(try reader.fixed(Int64.self) == 11)
        #expect(try reader.fixed(Int64.self) == 12)
        #expect(try reader.fixed(UInt32.self) == UInt32(bytes.count))
        #expect(try reader.fixed(UInt32.self) == 13)
        #expect(try reader.fixed(Int64.self) == -14)
        #expect(try reader.fixed(Int64.self) == 15)
        #expect(try reader.fixed(Int64.self) == 16)
        #expect(try reader.fixed(Int64.self) == 17)
        #expect(try reader.raw(32) == member.previous)
        #expect(try reader.raw(5) == [1, 2, 3, 4, 5])
        let covered = bytes[16..<reader.offset]
        #expect(try reader.fixed(UInt32.self) == Checksum.crc32c(covered))
        #expect(try reader.raw(10) == [3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(reader.isAtEnd)
    }

    @Test func readsWhatItWrote() throws {
        var written = member()
        let bytes = written.empty()
        let read = try #require(try Member.parse(bytes, available: Int64(bytes.count)))
        #expect(read.kind == written.kind && read.section == written.section)
        #expect(read.part == written.part && read.parts == written.parts && read.version == 1)
        #expect(read.segment == written.segment && read.size == written.size)
        #expect(read.firstCommit == written.firstCommit && read.lastCommit == written.lastCommit)
        #expect(read.records == written.records && read.wallTime == written.wallTime)
        #expect(read.minimumTime == written.minimumTime && read.maximumTime == written.maximumTime)
        #expect(read.durableLength == written.durableLength && read.previous == written.previous)
        #expect(read.body == written.body)
    }

    /// Every bit of the head is covered; those of the empty stream and its trailer are caught by inflating.
    @Test func everyFlippedBitIsFound() throws {
        var written = member()
        let bytes = written.empty()
        let content = MemberContent()
        for bit in 0..<bytes.count * 8 {
            var damaged = bytes
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            if let read = try Member.parse(damaged, available: Int64(damaged.count)) {
                #expect(bit / 8 >= bytes.count - 10, "bit \(bit)")
                // The bits between the stream's end and the next byte mean nothing.
                let isHarmless = content.inflate(read, damaged) && content.bytes.isEmpty
                #expect(!isHarmless || bit / 8 == bytes.count - 9 && bit % 8 >= 2, "bit \(bit)")
            }
        }
    }

    @Test func everyCutIsFound() throws {
        var written = member()
        let bytes = written.empty()
        for count in 0..<bytes.count {
            #expect(try Member.parse(Array(bytes[..<count]), available: Int64(count)) == nil)
        }
    }

    @Test func newerVersionIsRefusedByName() {
        var written = member()
        written.version = 2
        let bytes = written.empty()
        let error = #expect(throws: FraiseError.self) {
            try Member.parse(bytes, available: Int64(bytes.count))
        }
        #expect(error?.message.contains("version 2") == true)
    }

    @Test func subfieldStaysWithinSixteenKibibytes() throws {
        var written = member()
        written.body = [UInt8](repeating: 7, count: Member.bodyLimit)
        let bytes = written.empty()
        #expect(Int(bytes[14]) | Int(bytes[15]) << 8 == 16 * 1024)
        #expect(try Member.parse(bytes, available: Int64(bytes.count))?.body == written.body)
        written.body.append(7)
        let long = written.empty()
        #expect(try Member.parse(long, available: Int64(long.count)) == nil)
    }
}
