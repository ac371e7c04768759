public import FraiseModel
internal import FraisePlatform

/// `_pending/ARCHIVE8-NNNNNNNNNN.summary`: what the tables still have to get of a segment that was removed. It
/// holds members of the sealed file byte for byte: header, key table, summary and end member.
public struct PendingSummary: Sendable {
    public let path: String
    /// The end member of the segment; its places are those in the removed file.
    public let end: EndMember
    /// head(n), 32 bytes.
    public let head: [UInt8]
    /// Host and run of the segment's header.
    public let origin: (host: String, run: [UInt8])
    /// Rows per minute and key.
    public let rows: [SummaryRow]

    /// Reads a kept summary.
    ///
    /// - Throws: `badData` when it is cut or damaged.
    public init(path: String) throws(FraiseError) {
        let file = try MemberFile(path)
        let codec = BodyCodec()
        var offset: Int64 = 0
        var header: [UInt8] = []
        var sections: [UInt8: [UInt8]] = [:]
        var found: (end: EndMember, head: [UInt8])?
        while let (member, bytes) = try file.member(at: offset) {
            offset += Int64(member.size)
            switch member.kind {
            case .header: header += try codec.payload(of: member.body)
            case .section: sections[member.section, default: []] += try codec.payload(of: member.body)
            case .end:
                let decoded = try EndMember.decode(member.body)
                if EndMember.head(ofMember: bytes) == decoded.head { found = decoded }
            default: break
            }
        }
        guard let found, offset == file.length, !header.isEmpty,
            let keys = sections[EndMember.Section.keyTable.rawValue],
            let summary = sections[EndMember.Section.summary.rawValue]
        else {
            throw FraiseError(
                .badData,
                "\(path): not a whole summary",
                remedy: "remove it; the rows of its segment stay as the tables have them"
            )
        }
        self.path = path
        (end, head) = found
        let origin = try SegmentHeader(header)
        self.origin = (origin.host, origin.run)
        rows = try SummarySection.decode(summary, keys: try SummarySection.keys(keys)).rows
    }

    /// Removes the file: the tables have its rows.
    public func remove() throws(FraiseError) {
        try FileSystem.remove(path)
        try FileSystem.synchronizeDirectory(FileSystem.directory(of: path))
    }

    /// Writes the summary of a sealed segment, durable. A segment without one leaves nothing to keep.
    static func keep(_ segment: SealedSegment, in layout: ArchiveLayout) throws(FraiseError) {
        let places = segment.end.places
        guard let keys = places[EndMember.Section.keyTable.rawValue],
            let summary = places[EndMember.Section.summary.rawValue]
        else { return }
        let file = try MemberFile(segment.path)
        var bytes: [UInt8] = []
        var offset: Int64 = 0
        while let (member, whole) = try file.member(at: offset), member.kind == .header {
            bytes += whole
            offset += Int64(member.size)
        }
        for place in [keys, summary] {
            bytes += try file.file.bytes(at: place.offset, count: Int(place.length))
        }
        bytes += try file.file.bytes(
            at: file.length - Int64(EndMember.memberLength),
            count: EndMember.memberLength
        )
        if try FileSystem.status(layout.pending) == nil {
            try FileSystem.makeDirectories(layout.pending)
            try FileSystem.synchronizeDirectory(layout.root)
        }
        try FileSystem.replace(
            layout.pendingPath(archive: segment.end.archive, segment: segment.end.segment),
            with: bytes
        )
    }
}

extension ArchiveLayout {
    func pendingPath(archive: [UInt8], segment: Int64) -> String {
        "\(pending)/\(Hexadecimal.text(archive.prefix(4)))-\(ArchiveLayout.digits(segment)).summary"
    }

    /// Paths of kept summaries, by archive and number.
    public func pendingSummaries() throws(FraiseError) -> [String] {
        guard try FileSystem.status(pending) != nil else { return [] }
        return try FileSystem.list(pending).filter { $0.hasSuffix(".summary") }.map { pending + "/" + $0 }
    }
}
