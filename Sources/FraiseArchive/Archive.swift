internal import FraiseGzip
public import FraiseModel
internal import FraisePlatform

/// The log of record: takes batches of records with the positions that they came from, makes both durable by
/// one append and one fsync, and seals segments. One thread uses it.
///
/// docs/archive-format.md describes it as a state machine; the order of calls here is that page's.
public final class Archive {
    let settings: ArchiveSettings
    let layout: ArchiveLayout
    let events: any ArchiveEvents
    private let lock: OpenFile
    /// 16 bytes, the identity under which segments are published.
    public private(set) var identity: [UInt8]
    /// Everything committed or waiting to be made durable.
    public private(set) var state: ArchiveState
    private let run = FileSystem.randomBytes(16)
    private var isRunRecorded = false
    let manifest: Manifest
    let sealing: SealingThread
    /// Seconds of the last look at retention.
    var lastRetention: Int64?
    private let codec = BodyCodec()
    private let deflater: Deflater
    private var output = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Deflater.bound(RecordBatch.limit),
        alignment: 64
    )
    private var open: OpenSegment
    private var summary: SegmentSummary
    /// The successor from the moment its rename is issued: no commit may go to `open` any more.
    private var prepared: OpenSegment?
    private var numbering = KeyNumbering()
    /// The numbering as the summary has it, which follows behind the commits.
    private var applied = KeyNumbering()
    /// Last durable commit of the open segment; 0 when it has none.
    private var durableCommit: Int64
    private var unacknowledged: [Commit] = []
    private var durable: [Commit] = []
    private var acknowledged: [RecordBatch] = []

    private struct Commit {
        var number: Int64
        var batch: RecordBatch?
        var tally: [TallyRow]
    }

    /// Opens or makes the archive, recovers what an interrupted run left, and takes its lock.
    ///
    /// - Throws: `unavailable` when another process has it, `badData` when it is no archive of ours, and the
    ///   errors of system calls.
    public init(
        _ settings: ArchiveSettings,
        events: any ArchiveEvents,
        makeDecoder: @escaping @Sendable () -> any ArchivedRecordDecoder
    ) throws(FraiseError) {
        self.settings = settings
        self.events = events
        layout = ArchiveLayout(root: settings.directory)
        deflater = Deflater(settings.isSmall ? .small : .fast)
        lock = try DirectoryLock.take(settings.directory)
        var recovery = try ArchiveRecovery(settings, layout: layout, events: events, makeDecoder: makeDecoder)
        try recovery.run()
        identity = recovery.identity.archive
        manifest = recovery.manifest
        state = recovery.state
        let newest = recovery.newestHead
        if let current = recovery.current {
            open = current.segment
            summary = current.summary
        } else {
            summary = SegmentSummary(maximumKeys: settings.maximumKeys)
            open = try OpenSegment.begin(
                recovery.nextSegment,
                layout: layout,
                header: SegmentHeader(
                    archive: identity,
                    host: settings.host,
                    run: run,
                    maximumKeys: settings.maximumKeys,
                    predecessor: recovery.predecessor,
                    newestHead: newest,
                    manifest: recovery.manifest.last
                ),
                state: state,
                codec: codec
            )
            try open.place(in: layout)
        }
        let (layout, manifest, identity) = (layout, ManifestReference(manifest), identity)
        sealing = SealingThread(newest: newest, manifest: recovery.manifest.last, events: events) {
            let sealer = SegmentSealer(
                layout: layout,
                manifest: manifest.manifest,
                effort: settings.isSmall ? .small : .fast,
                clock: settings.clock
            )
            let retention = SegmentRetention(
                settings: settings,
                layout: layout,
                manifest: manifest.manifest,
                identity: identity
            )
            return (sealer, retention)
        }
        durableCommit = open.lastCommit
        for job in recovery.jobs { sealing.add(job) }
    }

    /// Lets the manifest, which only the sealing thread uses once it runs, cross to it.
    private struct ManifestReference: @unchecked Sendable {
        let manifest: Manifest
        init(_ manifest: Manifest) { self.manifest = manifest }
    }

    deinit { output.deallocate() }

    // MARK: Commits

    /// Adds a commit: the records of `batch`, if any, and the positions that they bring. It is durable, and
    /// returned by `takeCommitted`, only after `flush`.
    ///
    /// - Throws: when the segment had to be sealed first and that failed; nothing of the commit is taken then.
    public func append(
        _ batch: RecordBatch?,
        changes: [FileChange],
        dropped: [Int64] = [],
        generation: Int64
    ) throws(FraiseError) {
        try finishRotation()
        if isSealDue { try rotate() }
        var body = CommitBody()
        body.generation = generation
        body.run = isRunRecorded ? nil : run
        body.changes = changes.map { state.change($0) } + dropped.map { .drop($0) }
        var member = Member(
            kind: .block,
            segment: open.number,
            firstCommit: state.lastCommit + 1,
            lastCommit: state.lastCommit + 1
        )
        var following = numbering
        let now = settings.clock()
        member.wallTime = now.microseconds
        if let batch {
            body.statistics = BlockStatistics(batch.entries, to: &member)
            following.take(batch)
            body.tally = Archive.tally(of: batch, keys: following.keys)
        }
        let parts = try codec.parts(of: body.encoded())
        try addSnapshotIfDue()
        try add(member, parts: parts, lines: batch?.bytes)
        // Only now: after an error the caller brings the same batch again.
        numbering = following
        isRunRecorded = true
        state.apply(body, commit: member.lastCommit)
        open.lastCommit = member.lastCommit
        if open.firstCommit == 0 {
            open.firstCommit = member.lastCommit
            open.firstCommitTime = now
        }
        unacknowledged.append(Commit(number: member.lastCommit, batch: batch, tally: body.tally))
    }

    private func add(_ block: Member, parts: [[UInt8]], lines: UnsafeRawBufferPointer?) throws(FraiseError) {
        var count = 0
        if let lines, !lines.isEmpty {
            if output.count < Deflater.bound(lines.count) {
                output.deallocate()
                output = .allocate(byteCount: Deflater.bound(lines.count), alignment: 64)
            }
            count = try deflater.compress(lines, into: output)
        }
        var delta = block
        delta.kind = .delta
        delta.records = 0
        delta.parts = UInt32(parts.count)
        for (index, part) in parts.dropLast().enumerated() {
            delta.part = UInt32(index)
            delta.body = part
            open.add(delta)
        }
        var member = block
        member.part = UInt32(parts.count - 1)
        member.parts = UInt32(parts.count)
        member.body = parts[parts.count - 1]
        open.deltaBytes += parts.reduce(0) { $0 + $1.count + Member.overhead }
        if let lines, !lines.isEmpty {
            open.add(
                member,
                stream: UnsafeRawBufferPointer(rebasing: output[..<count]),
                checksum: Checksum.crc32(lines),
                contentLength: lines.count
            )
        } else {
            open.add(member)
        }
    }

    private func addSnapshotIfDue() throws(FraiseError) {
        guard open.deltaBytes > max(1 << 20, open.snapshotBytes) else { return }
        let parts = try codec.parts(of: state.encoded())
        let member = Member(
            kind: .snapshot,
            segment: open.number,
            firstCommit: state.lastCommit,
            lastCommit: state.lastCommit
        )
        open.add(member, parts: parts)
        open.snapshotBytes = parts.reduce(0) { $0 + $1.count + Member.overhead }
        open.deltaBytes = 0
    }

    private static func tally(of batch: RecordBatch, keys: [WindowKey]) -> [TallyRow] {
        struct Place: Hashable {
            var minute: Int64
            var key: UInt32
        }
        var rows: [Place: OperationTotals] = [:]
        for entry in batch.entries where entry.isSampledOut {
            let place = Place(minute: entry.timestamp.floor(toSeconds: 60), key: entry.key)
            rows[place, default: OperationTotals()].add(entry)
        }
        return rows.map { TallyRow(minute: $0.key.minute, key: keys[Int($0.key.key)], totals: $0.value) }
            .sorted { ($0.minute, $0.key) < ($1.minute, $1.key) }
    }

    /// Bytes that the next flush will write.
    public var pendingBytes: Int { open.pendingBytes }
    /// Whether commits wait to be made durable.
    public var hasPending: Bool { !unacknowledged.isEmpty }

    /// Makes all commits durable. After an error nothing is lost and nothing is acknowledged: call it again
    /// later.
    public func flush() throws(FraiseError) {
        try finishRotation()
        try open.flush()
        durableCommit = open.lastCommit
        durable += unacknowledged
        unacknowledged.removeAll(keepingCapacity: true)
    }

    /// Takes durable commits into the segment's summary; derived figures wait for the fsync.
    private func applyDurable() {
        for commit in durable {
            if let batch = commit.batch {
                applied.take(batch)
                summary.apply(batch, numbering: applied, tally: commit.tally)
                acknowledged.append(batch)
            } else {
                summary.apply(commit.tally)
            }
        }
        durable.removeAll(keepingCapacity: true)
    }

    /// Batches that became durable since the last call, in order; the caller may reuse them.
    public func takeCommitted() -> [RecordBatch] {
        applyDurable()
        defer { acknowledged.removeAll(keepingCapacity: true) }
        return acknowledged
    }

    // MARK: Sealing

    /// Whether the open segment has to be sealed before the next commit.
    public var isSealDue: Bool {
        guard let begun = open.firstCommitTime else { return false }
        let now = settings.clock()
        return begun.dayText != now.dayText || abs(now.seconds - begun.seconds) >= settings.rotateInterval
            || open.length >= settings.rotateSize || summary.isFull
    }

    /// Ends the open segment, begins the next, and has the old one sealed in the background. Does nothing when
    /// it has no commits. Waits while two segments are waiting already.
    public func rotate() throws(FraiseError) {
        try flush()
        guard open.firstCommit != 0 else { return }
        applyDurable()
        try sealing.wait(until: 1)
        let header = SegmentHeader(
            archive: identity,
            host: settings.host,
            run: run,
            maximumKeys: settings.maximumKeys,
            predecessor: SegmentHeader.Predecessor(
                number: open.number,
                finalLength: open.durableLength,
                lastCommit: open.lastCommit,
                lastMember: open.lastMember
            ),
            newestHead: sealing.newest,
            manifest: sealing.manifest
        )
        prepared = try OpenSegment.begin(
            open.number + 1,
            layout: layout,
            header: header,
            state: state,
            codec: codec
        )
        try finishRotation()
    }

    /// Completes a rotation whose rename was issued.
    private func finishRotation() throws(FraiseError) {
        guard prepared != nil else { return }
        try prepared?.place(in: layout)
        guard let successor = prepared else { return }
        prepared = nil
        applyDurable()
        sealing.add(
            SealJob(
                number: open.number,
                openPath: open.path,
                header: open.header,
                openLength: open.durableLength,
                lastMember: open.lastMember,
                firstCommit: open.firstCommit,
                lastCommit: open.lastCommit,
                firstCommitTime: open.firstCommitTime ?? settings.clock(),
                finalSnapshot: state.encoded(),
                summary: summary
            )
        )
        open = successor
        durableCommit = 0
        summary = SegmentSummary(maximumKeys: settings.maximumKeys)
    }

    /// Waits until nothing waits to be sealed; throws the error of a failed try.
    public func waitForSealing() throws(FraiseError) {
        try sealing.wait(until: 0)
    }

    /// Segments sealed since the last call.
    public func takeSealed() -> [SealedSegment] {
        sealing.takeSealed()
    }

    /// The error of the last try to seal; nil when it went well.
    public var sealingFailure: FraiseError? { sealing.failure }

    // MARK: Answers

    /// Number of the open segment, its last durable commit (0: none), and its bytes.
    public var openSegment: (number: Int64, lastCommit: Int64, bytes: Int64) {
        (open.number, durableCommit, open.length)
    }

    /// Bytes of the open segment that are durable.
    var durableLength: Int64 { open.durableLength }

    /// The run that wrote the last durable commit of the open segment; nil when it has none.
    public var durableRun: [UInt8]? {
        state.runs.last { $0.firstCommit <= durableCommit }?.identifier
    }

    /// The run's 16 random bytes.
    public var runIdentifier: [UInt8] { run }

    /// Rows of the open segment's minutes that changed since the last call and ended by `time` (nil: all).
    public func takeChangedRows(endedBy time: Timestamp?) -> [SummaryRow] {
        applyDurable()
        return summary.takeChangedRows(endedBy: time)
    }

    /// Says that minutes of the open segment have to be sent again.
    public func markChanged(_ minutes: [Int64]) {
        summary.markChanged(minutes)
    }

    /// Every row of the open segment.
    public func openRows() -> [SummaryRow] {
        applyDurable()
        return summary.rows()
    }

    /// Bytes held by the open segment's summary.
    public var summaryBytes: Int { summary.cells.memoryBytes }

    /// Makes what is pending durable, stops, and gives the lock back. The open segment stays open; nothing else
    /// may be called afterwards.
    public func close() throws(FraiseError) {
        defer {
            sealing.stop()
            lock.unlock()
        }
        try flush()
    }
}
