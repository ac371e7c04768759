internal import FraiseGzip
internal import FraiseModel
internal import FraisePlatform

/// Turns an open segment into a sealed one. Each run does the whole work anew, so that it may be repeated after
/// any failure.
struct SegmentSealer {
    let layout: ArchiveLayout
    let manifest: Manifest
    let clock: @Sendable () -> Timestamp
    private let codec: BodyCodec
    private let deflater: Deflater

    init(
        layout: ArchiveLayout,
        manifest: Manifest,
        effort: Deflater.Effort,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.layout = layout
        self.manifest = manifest
        self.clock = clock
        codec = BodyCodec(effort)
        deflater = Deflater(effort)
    }

    /// Builds, publishes by rename, enters in the manifest, and removes the open file.
    func seal(_ job: SealJob, previousHead: [UInt8]) throws(FraiseError) -> SealedSegment {
        let path = layout.sealedPath(
            host: job.header.host,
            archive: job.header.archive,
            segment: job.number,
            firstCommit: job.firstCommitTime,
            suffix: job.forkSuffix
        )
        let directory = FileSystem.directory(of: path)
        try FileSystem.makeDirectories(directory)
        // Each time: an earlier try may have made the day and died before this.
        try FileSystem.synchronizeDirectory(layout.root)
        if try FileSystem.status(path) == nil {
            let temporary = layout.openPath(job.number) + ".sealing.tmp"
            try FileSystem.remove(temporary)
            try build(job, previousHead: previousHead, at: temporary)
            try FileSystem.renameWithoutReplacing(temporary, to: path)
        }
        // Where an earlier try got as far as the rename, its file is the segment.
        let sealed = try SealedSegment(path: path)
        guard sealed.end.archive == job.header.archive, sealed.end.segment == job.number,
            sealed.end.openLastMember == job.lastMember
        else {
            throw FraiseError(
                .cannotCreate,
                "\(path): exists and is another segment than \(job.number)",
                remedy: "move it out of the archive; sealing goes on by itself"
            )
        }
        try SegmentSealer.conclude(sealed, openPath: job.openPath, layout: layout, manifest: manifest)
        return sealed
    }

    /// What follows when a sealed file has its name: directories, manifest, and the end of the open file.
    static func conclude(
        _ sealed: SealedSegment,
        openPath: String,
        layout: ArchiveLayout,
        manifest: Manifest
    ) throws(FraiseError) {
        let (archive, number, damage) = (sealed.end.archive, sealed.end.segment, sealed.end.damage)
        try FileSystem.synchronizeDirectory(FileSystem.directory(of: sealed.path))
        try FileSystem.synchronizeDirectory(layout.open)
        if !damage.isEmpty, !manifest.has(.damaged, archive: archive, segment: number) {
            let ranges = damage.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",")
            try manifest.append(
                .damaged,
                archive: archive,
                segment: number,
                details: [("ranges", "[\(ranges)]")]
            )
        }
        if !manifest.has(.sealed, archive: archive, segment: number) {
            // Percent-encoding leaves nothing in a path that JSON would escape.
            try manifest.append(
                .sealed,
                archive: archive,
                segment: number,
                head: sealed.head,
                details: [("file", "\"\(layout.relative(sealed.path))\"")]
            )
        }
        if damage.isEmpty {
            try FileSystem.remove(openPath)
        } else {
            try FileSystem.rename(openPath, to: openPath + ".damaged")
        }
        try FileSystem.synchronizeDirectory(layout.open)
    }

    /// Writes the sealed file, durable.
    private func build(_ job: SealJob, previousHead: [UInt8], at path: String) throws(FraiseError) {
        var writer = try SealedFileWriter(path)
        var end = EndMember(
            archive: job.header.archive,
            segment: job.number,
            sealed: clock(),
            previousHead: previousHead,
            manifest: manifest.last
        )
        var template = Member(
            kind: .header,
            segment: job.number,
            firstCommit: job.firstCommit - 1,
            lastCommit: job.firstCommit - 1
        )
        template.wallTime = end.sealed.microseconds
        try writer.add(template, parts: try codec.parts(of: job.header.encoded()))

        var blocks = SealedBlocks(job: job, codec: codec, deflater: deflater)
        try blocks.copy(to: &writer)
        end.firstCommit = job.firstCommit
        end.lastCommit = job.lastCommit
        end.firstCommitTime = job.firstCommitTime.microseconds
        end.openLength = job.openLength
        end.openLastMember = job.lastMember
        end.damage = EndMember.joined(job.damage)
        end.blocks = Int64(blocks.rows.count)
        end.records = blocks.rows.reduce(0) { $0 + $1.records }
        end.contentBytes = blocks.rows.reduce(0) { $0 + $1.contentLength }
        end.operations = blocks.ledger.operations
        end.minimumTime = blocks.rows.map(\.minimumTime).min() ?? .max
        end.maximumTime = blocks.rows.map(\.maximumTime).max() ?? .min
        end.dataEnd = writer.offset
        end.dataRoot = writer.takeRoot()

        template.firstCommit = job.firstCommit
        template.lastCommit = job.lastCommit
        var ledger = ByteWriter()
        ledger.ledger(blocks.ledger)
        let sections: [(EndMember.Section, [[UInt8]])] = [
            (.finalSnapshot, try codec.parts(of: job.finalSnapshot)),
            (.blockTable, try codec.parts(of: BlockRow.encoded(blocks.rows))),
            (.keyTable, try codec.parts(of: SummarySection.keyTable(job.summary.keys))),
            (.summary, try SummarySection.parts(job.summary, codec: codec)),
            (.ledger, try codec.parts(of: ledger.bytes)),
        ]
        template.kind = .section
        for (section, parts) in sections {
            template.section = section.rawValue
            let start = writer.offset
            try writer.add(template, parts: parts)
            end.places[section.rawValue] = EndMember.Place(
                offset: start,
                length: writer.offset - start,
                parts: UInt32(parts.count)
            )
        }
        end.trailerRoot = writer.takeRoot()
        var member = template
        member.kind = .end
        member.section = 0
        member.records = end.records
        member.minimumTime = end.minimumTime
        member.maximumTime = end.maximumTime
        try writer.addEnd(member, end)
        try writer.finish()
    }
}
