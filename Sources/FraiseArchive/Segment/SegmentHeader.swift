internal import FraiseModel

/// The body of a segment's first member.
struct SegmentHeader: Hashable {
    /// 16 bytes.
    var archive: [UInt8]
    var host: String
    /// 16 bytes.
    var run: [UInt8]
    /// Key limit of the summary, so that a rebuild admits the same keys.
    var maximumKeys: Int
    var predecessor: Predecessor?
    /// The newest sealed head known when the segment was begun.
    var newestHead: Head
    var manifest: Head

    /// The end of the segment before.
    struct Predecessor: Hashable {
        var number: Int64
        var finalLength: Int64
        var lastCommit: Int64
        var lastMember: [UInt8]
    }

    /// A number and the hash that belongs to it.
    struct Head: Hashable {
        var number: Int64
        var hash: [UInt8]

        static let none = Head(number: 0, hash: Digest.zero)
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(archive)
        writer.text(host)
        writer.raw(run)
        writer.varint(maximumKeys)
        writer.byte(predecessor == nil ? 0 : 1)
        if let predecessor {
            writer.signed(predecessor.number)
            writer.signed(predecessor.finalLength)
            writer.signed(predecessor.lastCommit)
            writer.raw(predecessor.lastMember)
        }
        for head in [newestHead, manifest] {
            writer.signed(head.number)
            writer.raw(head.hash)
        }
        return writer.bytes
    }

    init(
        archive: [UInt8],
        host: String,
        run: [UInt8],
        maximumKeys: Int,
        predecessor: Predecessor?,
        newestHead: Head,
        manifest: Head
    ) {
        self.archive = archive
        self.host = host
        self.run = run
        self.maximumKeys = maximumKeys
        self.predecessor = predecessor
        self.newestHead = newestHead
        self.manifest = manifest
    }

    init(_ bytes: [UInt8]) throws(FraiseError) {
        var reader = ByteReader(bytes)
        archive = try reader.raw(16)
        host = try reader.text()
        run = try reader.raw(16)
        maximumKeys = Int(try reader.integer())
        if try reader.byte() == 1 {
            predecessor = Predecessor(
                number: try reader.signed(),
                finalLength: try reader.signed(),
                lastCommit: try reader.signed(),
                lastMember: try reader.raw(32)
            )
        }
        newestHead = Head(number: try reader.signed(), hash: try reader.raw(32))
        manifest = Head(number: try reader.signed(), hash: try reader.raw(32))
    }
}
