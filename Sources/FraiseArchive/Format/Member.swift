internal import FraiseGzip
internal import FraiseModel

/// What a member of a segment file is; raw values are in the format.
enum MemberKind: UInt8 {
    case header = 0
    case snapshot = 1
    case delta = 2
    case block = 3
    case section = 4
    case end = 5
}

/// The `FQ` subfield of a member's gzip header (docs/archive-format.md, "Members").
struct Member {
    var kind: MemberKind
    var section: UInt8 = 0
    /// Place in a run of members that count only together.
    var part: UInt32 = 0
    var parts: UInt32 = 1
    var version: UInt16 = Member.currentVersion
    var segment: Int64
    var firstCommit: Int64
    var lastCommit: Int64
    /// Bytes of the whole member.
    var size = 0
    var records: Int64 = 0
    /// Event times, microseconds; minimum above maximum means none.
    var minimumTime: Int64 = .max
    var maximumTime: Int64 = .min
    /// Wall time of the commit, microseconds.
    var wallTime: Int64 = 0
    /// Length of the file that was durable when the member was built.
    var durableLength: Int64 = 0
    /// SHA-256 of the member before; zeros at the start of a file.
    var previous: [UInt8] = Digest.zero
    var body: [UInt8] = []

    static let currentVersion: UInt16 = 1
    static let magic: [UInt8] = [0x46, 0x51, 0x31, 0]  // FQ1\0
    /// Fixed gzip header: FLG 4 (extra field), MTIME 0, XFL 0, OS 255 (RFC 1952, section 2.3).
    static let gzipHeader: [UInt8] = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255]
    /// Bytes of a subfield besides the body.
    static let fixedLength = 116
    /// Most bytes of a subfield; DuckDB refuses gzip headers over 32 KiB.
    static let subfieldLimit = 16 * 1024
    static let bodyLimit = subfieldLimit - fixedLength
    /// gzip header, XLEN, subfield identifier and length.
    static let prefixLength = 16
    /// A deflate stream of nothing (RFC 1951, section 3.2.6).
    static let emptyStream: [UInt8] = [3, 0]
    /// Bytes of a member around its subfield's body and its deflate stream.
    static let overhead = prefixLength + fixedLength + 8

    /// The member's bytes before its deflate stream. `streamLength` decides `size`.
    mutating func head(streamLength: Int) -> [UInt8] {
        size = Member.overhead + body.count + streamLength
        var writer = ByteWriter()
        let length = Member.fixedLength + body.count
        writer.bytes.reserveCapacity(Member.prefixLength + length)
        writer.raw(Member.gzipHeader)
        writer.fixed(UInt16(truncatingIfNeeded: length + 4))
        writer.raw([0x46, 0x51])
        writer.fixed(UInt16(truncatingIfNeeded: length))
        writer.raw(Member.magic)
        writer.byte(kind.rawValue)
        writer.byte(section)
        writer.fixed(part)
        writer.fixed(parts)
        writer.fixed(version)
        writer.fixed(segment)
        writer.fixed(firstCommit)
        writer.fixed(lastCommit)
        writer.fixed(UInt32(truncatingIfNeeded: size))
        writer.fixed(UInt32(truncatingIfNeeded: records))
        writer.fixed(minimumTime)
        writer.fixed(maximumTime)
        writer.fixed(wallTime)
        writer.fixed(durableLength)
        writer.raw(previous)
        writer.raw(body)
        writer.fixed(Member.checksum(writer.bytes, Member.prefixLength..<writer.bytes.count))
        return writer.bytes
    }

    private static func checksum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        bytes.withUnsafeBytes { Checksum.crc32c(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// The bytes of a member without content.
    mutating func empty() -> [UInt8] {
        head(streamLength: Member.emptyStream.count) + Member.emptyStream + [UInt8](repeating: 0, count: 8)
    }

    /// Reads a member's head from bytes that start with it; nil when anything differs from the fixed form, and
    /// throws when it is a newer version. `available` counts the bytes to the end of the file.
    static func parse(_ bytes: [UInt8], available: Int64) throws(FraiseError) -> Member? {
        guard bytes.count >= prefixLength + fixedLength, Array(bytes[0..<10]) == gzipHeader else {
            return nil
        }
        var reader = ByteReader(bytes, at: 10)
        let extra = Int(try reader.fixed(UInt16.self))
        let identifier = try reader.raw(2)
        let length = Int(try reader.fixed(UInt16.self))
        guard identifier == [0x46, 0x51], extra == length + 4, length >= fixedLength, length <= subfieldLimit,
            bytes.count >= prefixLength + length
        else { return nil }
        var tail = ByteReader(bytes, at: prefixLength + length - 4)
        guard try tail.fixed(UInt32.self) == checksum(bytes, prefixLength..<prefixLength + length - 4),
            try reader.raw(4) == magic,
            let kind = MemberKind(rawValue: try reader.byte())
        else { return nil }
        let section = try reader.byte()
        let part = try reader.fixed(UInt32.self)
        let parts = try reader.fixed(UInt32.self)
        let version = try reader.fixed(UInt16.self)
        guard version <= currentVersion else {
            throw FraiseError(
                .badData,
                "archive format version \(version) is newer than this program's \(currentVersion)",
                remedy: "use the version of fraiseqld that wrote it, or a newer one"
            )
        }
        var member = Member(
            kind: kind,
            section: section,
            part: part,
            parts: parts,
            version: version,
            segment: try reader.fixed(Int64.self),
            firstCommit: try reader.fixed(Int64.self),
            lastCommit: try reader.fixed(Int64.self)
        )
        member.size = Int(try reader.fixed(UInt32.self))
        member.records = Int64(try reader.fixed(UInt32.self))
        member.minimumTime = try reader.fixed(Int64.self)
        member.maximumTime = try reader.fixed(Int64.self)
        member.wallTime = try reader.fixed(Int64.self)
        member.durableLength = try reader.fixed(Int64.self)
        member.previous = try reader.raw(32)
        member.body = try reader.raw(length - fixedLength)
        guard part < parts, member.size >= overhead + member.body.count + 2, Int64(member.size) <= available
        else {
            return nil
        }
        return member
    }

    /// Where the deflate stream starts, from the member's first byte.
    var streamOffset: Int { Member.prefixLength + Member.fixedLength + body.count }
    /// Bytes of the deflate stream.
    var streamLength: Int { size - streamOffset - 8 }
}
