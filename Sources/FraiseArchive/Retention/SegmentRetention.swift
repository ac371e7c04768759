internal import FraiseModel
internal import FraisePlatform

/// Removes sealed segments that had their time, oldest first: manifest entry, fsync, unlink, fsync. Used by the
/// sealing thread only, so that no segment is in the middle of being sealed.
final class SegmentRetention {
    private let layout: ArchiveLayout
    let manifest: Manifest
    private let settings: ArchiveSettings
    private let identity: [UInt8]
    let rule: RetentionRule
    /// End members read before; sealed files never change.
    private var known: [String: SealedSegment] = [:]

    init(settings: ArchiveSettings, layout: ArchiveLayout, manifest: Manifest, identity: [UInt8]) {
        self.settings = settings
        self.layout = layout
        self.manifest = manifest
        self.identity = identity
        rule = RetentionRule(age: settings.retentionAge, size: settings.retentionSize)
    }

    /// What is asked of a pass beside the rule.
    struct Request {
        /// Segments of this archive from this number on are not to be touched.
        var before = Int64.max
        /// Numbers of this archive's segments whose rows the tables have.
        var published: Set<Int64> = []
        /// Bytes that have to be free; segments are removed early until they are.
        var neededSpace: Int64?
    }

    /// Removes what has to be; `removed` is told of each segment after its file is gone for good. Done again
    /// after an error it goes on where it was.
    func pass(_ request: Request, removed: (SealedSegment, RemovalReason) -> Void) throws(FraiseError) {
        var segments = try candidates(before: request.before)
        let due = rule.removals(
            of: segments.map { RetentionRule.Candidate(sealed: $0.end.sealed, size: $0.size) },
            at: settings.clock()
        )
        for (index, reason) in due {
            try remove(segments[index], reason, request)
            removed(segments[index], reason)
        }
        guard let needed = request.neededSpace else { return }
        let gone = Set(due.map(\.index))
        segments = segments.indices.filter { !gone.contains($0) }.map { segments[$0] }
        for segment in segments {
            guard try settings.space(layout.root).free < needed else { return }
            try remove(segment, .space, request)
            removed(segment, .space)
        }
    }

    /// Sealed segments, oldest first: those of identities that this archive had before, then its own.
    private func candidates(before limit: Int64) throws(FraiseError) -> [SealedSegment] {
        let files = try layout.sealedFiles()
        let open = Set(try layout.openSegments())
        var found: [String: SealedSegment] = [:]
        var segments: [SealedSegment] = []
        for file in files where !open.contains(file.segment) {
            // What has no end member is damaged or not ours: a person has to look at it.
            guard let segment = known[file.path] ?? (try? SealedSegment(path: file.path)),
                segment.end.segment == file.segment
            else { continue }
            found[file.path] = segment
            if segment.end.archive == identity, segment.end.segment >= limit { continue }
            segments.append(segment)
        }
        known = found
        return segments.filter { $0.end.archive != identity } + segments.filter { $0.end.archive == identity }
    }

    private func remove(
        _ segment: SealedSegment,
        _ reason: RemovalReason,
        _ request: Request
    ) throws(FraiseError) {
        let (archive, number) = (segment.end.archive, segment.end.segment)
        if !manifest.has(.removed, archive: archive, segment: number) {
            let isPublished = archive == identity && request.published.contains(number)
            if settings.keepsUnpublished, !isPublished { try PendingSummary.keep(segment, in: layout) }
            try manifest.append(
                .removed,
                archive: archive,
                segment: number,
                head: segment.head,
                details: [
                    ("file", "\"\(segment.path.dropFirst(layout.root.utf8.count + 1))\""),
                    ("reason", "\"\(reason.rawValue)\""),
                ]
            )
        }
        try FileSystem.remove(segment.path)
        known[segment.path] = nil
        let directory = FileSystem.directory(of: segment.path)
        try FileSystem.synchronizeDirectory(directory)
        if try FileSystem.removeEmptyDirectory(directory) { try FileSystem.synchronizeDirectory(layout.root) }
    }

    /// At start: files whose removal is entered go, then directories that nothing is in.
    static func finishRemovals(_ layout: ArchiveLayout, _ manifest: Manifest) throws(FraiseError) {
        struct Place: Hashable {
            var archive: String
            var segment: Int64
        }
        let removed = Set(
            manifest.entries.filter { $0.event == Manifest.Event.removed.rawValue }.map {
                Place(archive: String($0.archive.prefix(8)), segment: $0.segment)
            }
        )
        if !removed.isEmpty {
            for file in try layout.sealedFiles()
            where removed.contains(Place(archive: file.archive, segment: file.segment)) {
                try FileSystem.remove(file.path)
                try FileSystem.synchronizeDirectory(FileSystem.directory(of: file.path))
            }
        }
        var isChanged = false
        for day in try FileSystem.list(layout.root) where day.hasPrefix("date=") {
            if try FileSystem.removeEmptyDirectory(layout.root + "/" + day) { isChanged = true }
        }
        if isChanged { try FileSystem.synchronizeDirectory(layout.root) }
        guard try FileSystem.status(layout.pending) != nil else { return }
        for name in try FileSystem.list(layout.pending) where name.hasSuffix(".tmp") {
            try FileSystem.remove(layout.pending + "/" + name)
        }
    }
}
