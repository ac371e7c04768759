internal import FraiseGzip
internal import FraiseModel

/// Copies the blocks of an open segment to a sealed file: small neighbours joined, large ones with the deflate
/// stream that they have.
struct SealedBlocks {
    private let job: SealJob
    private let codec: BodyCodec
    private let deflater: Deflater
    private let content = MemberContent()
    private(set) var rows: [BlockRow] = []
    private(set) var ledger = Ledger()

    /// Blocks of less content than this are joined with their neighbours …
    private static let small = 256 * 1024
    /// … up to this.
    private static let joined = 1 << 20

    private struct Piece {
        var member: Member
        var bytes: [UInt8]
        var contentLength: Int
        var statistics: BlockStatistics
        var commit: SealedCommit
    }

    init(job: SealJob, codec: BodyCodec, deflater: Deflater) {
        self.job = job
        self.codec = codec
        self.deflater = deflater
    }

    mutating func copy(to writer: inout SealedFileWriter) throws(FraiseError) {
        var reader = SegmentReader(
            file: try MemberFile(job.openPath),
            end: job.openLength,
            skipping: job.damage
        )
        var group: [Piece] = []
        var groupLength = 0
        while let block = try reader.next() {
            let body = try CommitBody(try codec.payload(ofParts: block.bodies))
            ledger.add(body.ledger)
            let commit = SealedCommit(
                number: block.member.lastCommit,
                wallTime: block.member.wallTime,
                records: block.member.records,
                generation: body.generation,
                ledger: body.ledger,
                tally: body.tally
            )
            let piece = Piece(
                member: block.member,
                bytes: block.bytes,
                contentLength: block.contentLength,
                statistics: body.statistics,
                commit: commit
            )
            let isSmall = piece.contentLength < SealedBlocks.small
            if !group.isEmpty,
                !isSmall || groupLength + piece.contentLength > SealedBlocks.joined
                    || group.count >= 1024
            {
                try write(group, to: &writer)
                group.removeAll()
                groupLength = 0
            }
            group.append(piece)
            groupLength += piece.contentLength
            if !isSmall {
                try write(group, to: &writer)
                group.removeAll()
                groupLength = 0
            }
        }
        if !group.isEmpty { try write(group, to: &writer) }
    }

    private mutating func write(_ group: [Piece], to writer: inout SealedFileWriter) throws(FraiseError) {
        guard let first = group.first, let last = group.last else { return }
        var member = Member(
            kind: .block,
            segment: job.number,
            firstCommit: first.member.firstCommit,
            lastCommit: last.member.lastCommit
        )
        member.wallTime = last.member.wallTime
        member.records = group.reduce(0) { $0 + $1.member.records }
        member.minimumTime = group.map(\.member.minimumTime).min() ?? .max
        member.maximumTime = group.map(\.member.maximumTime).max() ?? .min
        let parts = try codec.parts(of: SealedCommit.encoded(group.map(\.commit)))
        if parts.count > 1 {
            var delta = member
            delta.kind = .delta
            delta.records = 0
            delta.parts = UInt32(parts.count)
            for (index, part) in parts.dropLast().enumerated() {
                delta.part = UInt32(index)
                delta.body = part
                try writer.add(delta)
            }
        }
        member.part = UInt32(parts.count - 1)
        member.parts = UInt32(parts.count)
        member.body = parts[parts.count - 1]
        let start = writer.offset
        var statistics = BlockStatistics()
        for piece in group { statistics.merge(piece.statistics) }
        let length = group.reduce(0) { $0 + $1.contentLength }
        if group.count == 1 {
            let streamStart = first.member.streamOffset
            let streamEnd = streamStart + first.member.streamLength
            try writer.add(
                member,
                stream: first.bytes[streamStart..<streamEnd],
                trailer: Array(first.bytes[streamEnd...])
            )
        } else {
            try join(group, length: length, member, to: &writer)
        }
        rows.append(
            BlockRow(
                offset: start,
                size: writer.offset - start,
                contentLength: Int64(length),
                records: member.records,
                minimumTime: member.minimumTime,
                maximumTime: member.maximumTime,
                statistics: statistics
            )
        )
    }

    private func join(
        _ group: [Piece],
        length: Int,
        _ member: Member,
        to writer: inout SealedFileWriter
    ) throws(FraiseError) {
        let lines = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Deflater.bound(length), alignment: 16)
        defer {
            lines.deallocate()
            output.deallocate()
        }
        var filled = 0
        for piece in group {
            guard content.inflate(piece.member, piece.bytes) else {
                throw FraiseError(
                    .badData,
                    "\(job.openPath): commit \(piece.member.lastCommit) does not decompress",
                    remedy: "restart fraiseqld: recovery sets the damaged part aside"
                )
            }
            UnsafeMutableRawBufferPointer(rebasing: lines[filled...]).copyMemory(from: content.bytes)
            filled += piece.contentLength
        }
        let count = try deflater.compress(UnsafeRawBufferPointer(lines), into: output)
        var trailer = ByteWriter()
        trailer.fixed(Checksum.crc32(UnsafeRawBufferPointer(lines)))
        trailer.fixed(UInt32(truncatingIfNeeded: length))
        try writer.add(member, stream: ArraySlice(output[..<count]), trailer: trailer.bytes)
    }
}
