public import FraiseModel
internal import FraisePlatform

/// A sealed segment file: its end member, and what the trailer and the blocks hold, read on demand.
public struct SealedSegment: Hashable, Sendable {
    public let path: String
    /// Bytes of the file.
    public let size: Int64
    public let end: EndMember
    /// head(n), 32 bytes.
    public let head: [UInt8]

    /// Reads the end member; throws `badData` when there is none (no sealed segment, or cut).
    public init(path: String) throws(FraiseError) {
        let file = try MemberFile(path)
        let offset = file.length - Int64(EndMember.memberLength)
        guard offset > 0, let (member, bytes) = try file.member(at: offset), member.kind == .end else {
            // A newer format may end otherwise; then its first member says so.
            _ = try file.member(at: 0)
            throw FraiseError(
                .badData,
                "\(path): no end member",
                remedy: "the file is cut or was never sealed"
            )
        }
        let decoded = try EndMember.decode(member.body)
        guard EndMember.head(ofMember: bytes) == decoded.head else {
            throw FraiseError(.badData, "\(path): the end member's head does not fit its content")
        }
        self.path = path
        size = file.length
        end = decoded.end
        head = decoded.head
    }

    /// The payload of a section; nil when the segment has none.
    func section(_ section: EndMember.Section) throws(FraiseError) -> [UInt8]? {
        guard let place = end.places[section.rawValue] else { return nil }
        let file = try MemberFile(path)
        let codec = BodyCodec()
        var payload: [UInt8] = []
        var offset = place.offset
        for part in 0..<place.parts {
            guard let (member, _) = try file.member(at: offset), member.kind == .section,
                member.section == section.rawValue, member.part == part
            else { throw FraiseError(.badData, "\(path): section \(section) is damaged at byte \(offset)") }
            payload += try codec.payload(of: member.body)
            offset += Int64(member.size)
        }
        return payload
    }

    /// The state after its last commit.
    func finalState() throws(FraiseError) -> ArchiveState? {
        guard let payload = try section(.finalSnapshot) else { return nil }
        return try ArchiveState(payload)
    }

    /// The block table; nil when the segment has none.
    public func blocks() throws(FraiseError) -> [BlockRow]? {
        guard let payload = try section(.blockTable) else { return nil }
        return try BlockRow.decode(payload)
    }

    /// Rows per minute and key; nil when the segment has no summary.
    public func summary() throws(FraiseError) -> [SummaryRow]? {
        guard let keys = try section(.keyTable), let payload = try section(.summary) else { return nil }
        return try SummarySection.decode(payload, keys: try SummarySection.keys(keys)).rows
    }

    /// As `summary()`; nil also when retention has removed the file meanwhile.
    public func summaryIfPresent() throws(FraiseError) -> [SummaryRow]? {
        do throws(FraiseError) {
            return try summary()
        } catch {
            if try FileSystem.status(path) == nil { return nil }
            throw error
        }
    }

    /// Totals of the whole segment per key; nil when the segment has no summary.
    public func wholeTotals() throws(FraiseError) -> [(WindowKey, OperationTotals)]? {
        guard let keys = try section(.keyTable), let payload = try section(.summary) else { return nil }
        return try SummarySection.decode(payload, keys: try SummarySection.keys(keys), rows: false).whole
    }

    /// The segment's account; nil when it has none.
    public func ledger() throws(FraiseError) -> Ledger? {
        guard let payload = try section(.ledger) else { return nil }
        var reader = ByteReader(payload)
        return try reader.ledger()
    }

    /// The host that wrote it, and the run of its first commit.
    public func origin() throws(FraiseError) -> (host: String, run: [UInt8]) {
        guard let (member, _) = try MemberFile(path).member(at: 0), member.kind == .header else {
            throw FraiseError(.badData, "\(path): no segment header")
        }
        let header = try SegmentHeader(try BodyCodec().payload(of: member.body))
        // The header's run may have ended without a commit.
        let runs = try finalState()?.runs ?? []
        let run = runs.last { $0.firstCommit <= end.firstCommit }?.identifier
        return (header.host, run ?? header.run)
    }

    /// Calls `body` with the lines of each block, in order.
    public func forEachBlock(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var reader = SegmentReader(file: try MemberFile(path), end: end.dataEnd)
        let content = MemberContent()
        while let block = try reader.next() {
            guard content.inflate(block.member, block.bytes) else {
                throw FraiseError(.badData, "\(path): the block at byte \(block.offset) does not decompress")
            }
            try body(content.bytes)
        }
    }
}
