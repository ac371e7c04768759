internal import FraiseGzip
internal import FraiseModel
internal import FraisePlatform

/// What a start makes of what the last run left: identity, manifest, open files, and where to go on.
struct ArchiveRecovery {
    let settings: ArchiveSettings
    let layout: ArchiveLayout
    let events: any ArchiveEvents
    private let makeDecoder: @Sendable () -> any ArchivedRecordDecoder

    var identity: ArchiveIdentity
    let manifest: Manifest
    private(set) var state = ArchiveState()
    private(set) var newestHead = SegmentHeader.Head.none
    /// The segment to append to; nil when the next has to be begun.
    private(set) var current: (segment: OpenSegment, summary: SegmentSummary)?
    private(set) var nextSegment: Int64 = 1
    private(set) var predecessor: SegmentHeader.Predecessor?
    /// Segments that were ended, but not sealed, oldest first.
    private(set) var jobs: [SealJob] = []
    private var isNew = false

    /// An open file with the header that it begins with, if that is whole.
    private struct Found {
        var number: Int64
        var path: String
        var header: SegmentHeader?
    }

    init(
        _ settings: ArchiveSettings,
        layout: ArchiveLayout,
        events: any ArchiveEvents,
        makeDecoder: @escaping @Sendable () -> any ArchivedRecordDecoder
    ) throws(FraiseError) {
        self.settings = settings
        self.layout = layout
        self.events = events
        self.makeDecoder = makeDecoder
        try FileSystem.makeDirectories(layout.open)
        try FileSystem.synchronizeDirectory(layout.root)
        manifest = try Manifest(path: layout.manifest, clock: settings.clock)
        if let stored = try ArchiveIdentity(storedAt: layout.identity) {
            identity = stored
        } else {
            guard try layout.openSegments().isEmpty, try layout.sealedFiles().isEmpty else {
                throw FraiseError(
                    .badData,
                    "\(layout.identity): missing, but the directory holds segments",
                    remedy: "restore the file from a backup, or name an empty archive.directory"
                )
            }
            identity = try ArchiveIdentity(newFor: layout.root)
            isNew = true
            // The directory itself may be new. Its parent may be one that we cannot open; then its file system's
            // own journal has to do.
            try? FileSystem.synchronizeDirectory(FileSystem.directory(of: layout.root))
        }
    }

    mutating func run() throws(FraiseError) {
        for name in try FileSystem.list(layout.open) where name.hasSuffix(".tmp") {
            try FileSystem.remove(layout.open + "/" + name)
        }
        try FileSystem.synchronizeDirectory(layout.open)
        if isNew { try identity.store(at: layout.identity) }
        try finishFork()
        try finishRemovals()
        newestHead = try head(of: identity.archive)
        try recoverOpenSegments()
        try SegmentRetention.finishRemovals(layout, manifest)
    }

    // MARK: Open segments

    private mutating func recoverOpenSegments() throws(FraiseError) {
        let all = try readHeaders()
        var highest = try highestNumber()
        for file in all where archive(of: file) == identity.archive { highest = max(highest, file.number) }
        var scans: [(scan: SegmentScan, archive: [UInt8])] = []
        for file in try removeSealed(all) {
            let archive = archive(of: file)
            var before = scans.last.flatMap {
                $0.archive == archive && $0.scan.number == file.number - 1 ? $0.scan.state : nil
            }
            if before == nil { before = try finalState(of: archive, segment: file.number - 1) }
            let expected = all.lazy.compactMap(\.header).first {
                $0.archive == archive && $0.predecessor?.number == file.number
            }?.predecessor
            let scan = try SegmentScan(
                path: file.path,
                number: file.number,
                substitute: file.header ?? substitute(archive),
                initial: before,
                expected: expected,
                decoder: makeDecoder()
            )
            // Without an acknowledged commit a damaged file has nothing to keep.
            guard scan.header != nil, scan.damage.isEmpty || scan.firstCommit != 0 else {
                try setAside(file.path, archive: archive, segment: file.number)
                continue
            }
            scans.append((scan, archive))
        }
        nextSegment = highest + 1
        if let last = scans.last { state = last.scan.state } else { state = try newestState() }
        for (scan, archive) in scans {
            let isOwn = archive == identity.archive
            try finish(scan, isCurrent: isOwn && scan.number == highest, isOwn: isOwn)
        }
    }

    private func archive(of file: Found) -> [UInt8] { file.header?.archive ?? identity.archive }

    private func substitute(_ archive: [UInt8]) -> SegmentHeader {
        SegmentHeader(
            archive: archive,
            host: settings.host,
            run: [UInt8](repeating: 0, count: 16),
            maximumKeys: settings.maximumKeys,
            predecessor: nil,
            newestHead: .none,
            manifest: .none
        )
    }

    /// The open files. One whose whole header names another segment than its name is set aside.
    private func readHeaders() throws(FraiseError) -> [Found] {
        var all: [Found] = []
        for number in try layout.openSegments() {
            var file = Found(number: number, path: layout.openPath(number))
            if let (member, _) = try MemberFile(file.path).member(at: 0), member.kind == .header,
                let body = try? BodyCodec().payload(of: member.body)
            {
                guard member.segment == number else {
                    try setAside(file.path, archive: identity.archive, segment: number)
                    continue
                }
                file.header = try? SegmentHeader(body)
            }
            all.append(file)
        }
        return all
    }

    /// Completes the sealing of open files whose sealed twin is there; returns the others.
    private func removeSealed(_ all: [Found]) throws(FraiseError) -> [Found] {
        var left: [Found] = []
        for file in all {
            let archive = archive(of: file)
            if manifest.has(.removed, archive: archive, segment: file.number) {
                try FileSystem.remove(file.path)
                try FileSystem.synchronizeDirectory(layout.open)
            } else if let twin = try sealedSegment(of: archive, segment: file.number) {
                if try isWhole(twin, of: file) {
                    try SegmentSealer.conclude(twin, openPath: file.path, layout: layout, manifest: manifest)
                } else {
                    // No crash leaves this: one of the two was put here. What is sealed counts.
                    try setAside(file.path, archive: archive, segment: file.number)
                }
            } else {
                left.append(file)
            }
        }
        return left
    }

    /// Whether a sealed file has everything that its open file has.
    private func isWhole(_ twin: SealedSegment, of file: Found) throws(FraiseError) -> Bool {
        let length = try MemberFile(file.path).length
        if !twin.end.damage.isEmpty || length == twin.end.openLength { return true }
        let scan = try SegmentScan(
            path: file.path,
            number: file.number,
            substitute: file.header,
            initial: nil,
            expected: nil,
            decoder: makeDecoder()
        )
        return scan.lastCommit == twin.end.lastCommit && scan.lastMember == twin.end.openLastMember
    }

    /// Moves an open file that cannot be used out of the way.
    private func setAside(_ path: String, archive: [UInt8], segment: Int64) throws(FraiseError) {
        let length = try FileSystem.status(path)?.size ?? 0
        try manifest.append(
            .damaged,
            archive: archive,
            segment: segment,
            details: [("ranges", "[[0,\(length)]]")]
        )
        try FileSystem.rename(path, to: path + ".damaged")
        try FileSystem.synchronizeDirectory(layout.open)
        events.damaged(path: path, ranges: [0..<length])
    }

    /// Makes a scanned file durable as far as it is valid; goes on with it, or has it sealed.
    private mutating func finish(_ scan: SegmentScan, isCurrent: Bool, isOwn: Bool) throws(FraiseError) {
        guard let header = scan.header else { return }
        if !scan.damage.isEmpty {
            events.damaged(path: scan.path, ranges: scan.damage)
        } else if scan.fileLength > scan.validLength {
            events.cutTail(path: scan.path, bytes: scan.fileLength - scan.validLength)
        }
        let file = try OpenFile(scan.path, .append)
        if scan.damage.isEmpty {
            if scan.fileLength > scan.validLength { try file.truncate(to: scan.validLength) }
            // After a failed fsync the page cache is not the disk: what was not acknowledged is written again.
            let start = min(scan.durableLength, scan.validLength)
            if scan.validLength > start {
                try file.write(try file.bytes(at: start, count: Int(scan.validLength - start)), at: start)
            }
            try file.synchronize()
            try FileSystem.synchronizeDirectory(layout.open)
        }
        if isCurrent, scan.damage.isEmpty {
            var segment = OpenSegment(
                number: scan.number,
                path: scan.path,
                header: header,
                file: file,
                durableLength: scan.validLength,
                lastMember: scan.lastMember
            )
            segment.firstCommit = scan.firstCommit
            segment.lastCommit = scan.firstCommit == 0 ? 0 : scan.lastCommit
            segment.firstCommitTime = scan.firstCommitTime
            segment.deltaBytes = scan.deltaBytes
            segment.snapshotBytes = scan.snapshotBytes
            current = (segment, scan.summary)
            return
        }
        if scan.firstCommit == 0 {
            // A segment without commits is never sealed.
            try FileSystem.remove(scan.path)
            return try FileSystem.synchronizeDirectory(layout.open)
        }
        let job = SealJob(
            number: scan.number,
            openPath: scan.path,
            header: header,
            openLength: scan.validLength,
            lastMember: scan.lastMember,
            firstCommit: scan.firstCommit,
            lastCommit: scan.lastCommit,
            firstCommitTime: scan.firstCommitTime ?? settings.clock(),
            finalSnapshot: scan.state.encoded(),
            summary: scan.summary,
            damage: scan.damage
        )
        guard isOwn else { return try sealFork(job) }
        predecessor = SegmentHeader.Predecessor(
            number: scan.number,
            finalLength: scan.validLength,
            lastCommit: scan.lastCommit,
            lastMember: scan.lastMember
        )
        jobs.append(job)
    }

    /// Seals an open file of the identity that this directory was copied from, under a name of its own.
    private func sealFork(_ job: SealJob) throws(FraiseError) {
        var job = job
        job.forkSuffix = ".fork-" + Hexadecimal.text(identity.archive.prefix(4))
        let sealer = SegmentSealer(layout: layout, manifest: manifest, effort: .fast, clock: settings.clock)
        let newest = try head(of: job.header.archive)
        _ = try sealer.seal(job, previousHead: newest.hash)
    }
}
