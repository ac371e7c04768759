internal import FraiseGzip
internal import FraiseModel
internal import FraisePlatform

/// What a start makes of what the last run left: identity, manifest, open files, and where to go on.
struct ArchiveRecovery {
    private let settings: ArchiveSettings
    private let layout: ArchiveLayout
    private let events: any ArchiveEvents
    private let makeDecoder: @Sendable () -> any ArchivedRecordDecoder

    private(set) var identity: ArchiveIdentity
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
        }
    }

    mutating func run() throws(FraiseError) {
        for name in try FileSystem.list(layout.open) where name.hasSuffix(".tmp") {
            try FileSystem.remove(layout.open + "/" + name)
        }
        try FileSystem.synchronizeDirectory(layout.open)
        if isNew { try identity.store(at: layout.identity) }
        try finishFork()
        newestHead = try lastHead()
        try recoverOpenSegments()
    }

    // MARK: Identity

    /// A copied directory goes on under a new identity; a start completes what an earlier one began.
    private mutating func finishFork() throws(FraiseError) {
        if let entry = manifest.entries.last(where: { $0.event == Manifest.Event.forked.rawValue }),
            entry.archive == Hexadecimal.text(identity.archive),
            let new = Hexadecimal.bytes(entry.head)?.prefix(16),
            new.count == 16
        {
            identity = try ArchiveIdentity(newFor: layout.root, archive: Array(new))
            try identity.store(at: layout.identity)
        } else if try !identity.fits(layout.root) {
            let old = identity
            let newest = try lastHead()
            identity = try ArchiveIdentity(newFor: layout.root)
            // The entry's head field carries the new identity, padded; the old line's head is a detail.
            try manifest.append(
                .forked,
                archive: old.archive,
                segment: newest.number,
                head: identity.archive + [UInt8](repeating: 0, count: 16),
                details: [("old_head", "\"\(Hexadecimal.text(newest.hash))\"")]
            )
            try identity.store(at: layout.identity)
            events.forked(from: old.archive, to: identity.archive)
        }
    }

    /// The newest sealed segment's head, from the manifest or, where its entry is missing, from the file.
    private func lastHead() throws(FraiseError) -> SegmentHeader.Head {
        let name = Hexadecimal.text(identity.archive)
        var head = SegmentHeader.Head.none
        if let entry = manifest.entries.last(where: {
            $0.archive == name && $0.event == Manifest.Event.sealed.rawValue
        }), let hash = Hexadecimal.bytes(entry.head), hash.count == 32 {
            head = SegmentHeader.Head(number: entry.segment, hash: hash)
        }
        if let newest = try newestSealed(), newest.end.segment > head.number {
            head = SegmentHeader.Head(number: newest.end.segment, hash: newest.head)
        }
        return head
    }

    private func newestSealed() throws(FraiseError) -> SealedSegment? {
        let name = Hexadecimal.text(identity.archive.prefix(4))
        for file in try layout.sealedFiles().reversed() where file.archive == name {
            if let segment = try? SealedSegment(path: file.path), segment.end.archive == identity.archive {
                return segment
            }
        }
        return nil
    }

    private func sealedTwin(_ number: Int64) throws(FraiseError) -> SealedSegment? {
        let name = Hexadecimal.text(identity.archive.prefix(4))
        for file in try layout.sealedFiles() where file.archive == name && file.segment == number {
            if let segment = try? SealedSegment(path: file.path), segment.end.archive == identity.archive {
                return segment
            }
        }
        return nil
    }

    // MARK: Open segments

    private mutating func recoverOpenSegments() throws(FraiseError) {
        var numbers = try layout.openSegments()
        numbers = try removeSealed(numbers)
        var headers: [Int64: SegmentHeader] = [:]
        for number in numbers {
            if let (member, _) = try MemberFile(layout.openPath(number)).member(at: 0),
                member.kind == .header,
                member.segment == number, let body = try? BodyCodec().payload(of: member.body)
            {
                headers[number] = try? SegmentHeader(body)
            }
        }
        var scans: [SegmentScan] = []
        for number in numbers {
            guard headers[number] != nil else {
                try setAside(layout.openPath(number), segment: number)
                continue
            }
            let scan = try SegmentScan(
                path: layout.openPath(number),
                number: number,
                maximumKeys: settings.maximumKeys,
                expected: headers[number + 1]?.predecessor,
                decoder: makeDecoder()
            )
            scans.append(scan)
        }
        guard let newest = scans.last else {
            if let sealed = try newestSealed() {
                state = try sealed.finalState() ?? ArchiveState()
                nextSegment = sealed.end.segment + 1
            } else {
                nextSegment = newestHead.number + 1
            }
            return
        }
        state = newest.state
        for scan in scans.dropLast() { try finish(scan, isLast: false) }
        try finish(newest, isLast: true)
    }

    /// Removes open files whose sealed twin is whole, after entering what the manifest lacks.
    private func removeSealed(_ numbers: [Int64]) throws(FraiseError) -> [Int64] {
        var left: [Int64] = []
        for number in numbers {
            let path = layout.openPath(number)
            let isRemoved = manifest.has(.removed, archive: identity.archive, segment: number)
            let isDone = try isRemoved ? true : isWholeTwin(of: path, number)
            guard isDone else {
                left.append(number)
                continue
            }
            if !isRemoved, !manifest.has(.sealed, archive: identity.archive, segment: number),
                let twin = try sealedTwin(number)
            {
                try manifest.append(
                    .sealed,
                    archive: identity.archive,
                    segment: number,
                    head: twin.head,
                    details: [("file", "\"\(twin.path.dropFirst(layout.root.utf8.count + 1))\"")]
                )
            }
            try FileSystem.remove(path)
            try FileSystem.synchronizeDirectory(layout.open)
        }
        return left
    }

    private func isWholeTwin(of path: String, _ number: Int64) throws(FraiseError) -> Bool {
        guard let twin = try sealedTwin(number) else { return false }
        return try MemberFile(path).length == twin.end.openLength
    }

    /// Moves an open file without a readable header out of the way.
    private func setAside(_ path: String, segment: Int64) throws(FraiseError) {
        let length = try FileSystem.status(path)?.size ?? 0
        try manifest.append(
            .damaged,
            archive: identity.archive,
            segment: segment,
            details: [("ranges", "[[0,\(length)]]")]
        )
        try FileSystem.rename(path, to: path + ".damaged")
        try FileSystem.synchronizeDirectory(layout.open)
        events.damaged(path: path, ranges: [0..<length])
    }

    /// Makes a scanned file durable as far as it is valid; goes on with it, or has it sealed.
    private mutating func finish(_ scan: SegmentScan, isLast: Bool) throws(FraiseError) {
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
        let isOwn = header.archive == identity.archive
        if isLast, isOwn, scan.damage.isEmpty {
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
        if isOwn { nextSegment = scan.number + 1 }
        predecessor = SegmentHeader.Predecessor(
            number: scan.number,
            finalLength: scan.validLength,
            lastCommit: scan.lastCommit,
            lastMember: scan.lastMember
        )
        if !isOwn { predecessor = nil }
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
        if isOwn {
            jobs.append(job)
        } else {
            try sealFork(job)
        }
    }

    /// Seals an open file of the identity that this directory was copied from, under a name of its own.
    private func sealFork(_ job: SealJob) throws(FraiseError) {
        if job.firstCommit == 0 {
            try FileSystem.remove(job.openPath)
            return try FileSystem.synchronizeDirectory(layout.open)
        }
        var job = job
        job.forkSuffix = ".fork-" + Hexadecimal.text(identity.archive.prefix(4))
        let sealer = SegmentSealer(layout: layout, manifest: manifest, effort: .fast, clock: settings.clock)
        _ = try sealer.seal(job, previousHead: job.header.newestHead.hash)
    }
}
