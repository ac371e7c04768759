internal import FraiseModel
internal import FraisePlatform

extension OpenSegment {
    /// Writes a segment's header and full snapshot under a temporary name, durable but not yet in place.
    static func begin(
        _ number: Int64,
        layout: ArchiveLayout,
        header: SegmentHeader,
        state: ArchiveState,
        codec: BodyCodec
    ) throws(FraiseError) -> OpenSegment {
        let path = layout.openPath(number) + ".tmp"
        try FileSystem.remove(path)
        var segment = OpenSegment(
            number: number,
            path: path,
            header: header,
            file: try OpenFile(path, .create),
            durableLength: 0,
            lastMember: Digest.zero
        )
        var member = Member(
            kind: .header,
            segment: number,
            firstCommit: state.lastCommit,
            lastCommit: state.lastCommit
        )
        segment.add(member, parts: try codec.parts(of: header.encoded()))
        member.kind = .snapshot
        let parts = try codec.parts(of: state.encoded())
        segment.add(member, parts: parts)
        segment.snapshotBytes = parts.reduce(0) { $0 + $1.count + Member.overhead }
        try segment.flush()
        return segment
    }

    /// Gives it its name, durably. After an error it is called again: whether the rename was done is looked up.
    mutating func place(in layout: ArchiveLayout) throws(FraiseError) {
        let final = layout.openPath(number)
        if path != final {
            if try FileSystem.status(final) == nil { try FileSystem.rename(path, to: final) }
            path = final
        }
        try FileSystem.synchronizeDirectory(layout.open)
    }
}
