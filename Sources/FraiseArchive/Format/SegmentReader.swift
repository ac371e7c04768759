internal import FraiseModel
internal import FraisePlatform

/// Reads the blocks of a segment file whose members are known to be valid: open files up to their durable end,
/// sealed ones up to their trailer. Passes over damaged ranges.
struct SegmentReader {
    /// A block with the bodies of its run.
    struct Block {
        var member: Member
        /// Offset of the block's member in the file.
        var offset: Int64
        var bytes: [UInt8]
        /// Bodies of the members before it that belong to it, and its own.
        var bodies: [[UInt8]]
        /// Bytes of its lines.
        var contentLength: Int
    }

    private let file: MemberFile
    private let end: Int64
    private let damage: [Range<Int64>]
    private var offset: Int64 = 0
    private var bodies: [[UInt8]] = []

    init(file: MemberFile, end: Int64, skipping damage: [Range<Int64>] = [], from offset: Int64 = 0) {
        self.file = file
        self.end = end
        self.damage = damage
        self.offset = offset
    }

    /// The next block; nil at the end.
    mutating func next() throws(FraiseError) -> Block? {
        while offset < end {
            if let range = damage.first(where: { $0.contains(offset) }) {
                offset = range.upperBound
                bodies.removeAll()
                continue
            }
            guard let (member, bytes) = try file.member(at: offset) else {
                throw FraiseError(
                    .badData,
                    "\(file.file.path): no valid member at byte \(offset)",
                    remedy: "fraiseqlctl doctor shows what is damaged"
                )
            }
            let start = offset
            offset += Int64(member.size)
            switch member.kind {
            case .delta:
                if member.part == 0 { bodies.removeAll() }
                bodies.append(member.body)
            case .block:
                var run = member.parts == 1 ? [] : bodies
                bodies.removeAll()
                run.append(member.body)
                var tail = ByteReader(bytes, at: member.size - 4)
                return Block(
                    member: member,
                    offset: start,
                    bytes: bytes,
                    bodies: run,
                    contentLength: Int(try tail.fixed(UInt32.self))
                )
            case .section, .end: return nil
            case .header, .snapshot: bodies.removeAll()
            }
        }
        return nil
    }
}

extension BodyCodec {
    /// The payload of all parts together.
    func payload(ofParts parts: [[UInt8]]) throws(FraiseError) -> [UInt8] {
        var payload: [UInt8] = []
        for part in parts { payload += try self.payload(of: part) }
        return payload
    }
}
