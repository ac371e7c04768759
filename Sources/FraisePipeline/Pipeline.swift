public import FraiseArchive
public import FraiseConfig
public import FraiseModel
internal import FraiseParse
internal import FraisePlatform
internal import FraiseTail
public import FraiseWindow
internal import Synchronization

/// Everything from log files to the archive and live figures: two threads with bounded queues between them.
public final class Pipeline: Sendable {
    private let ingest: Ingest
    private let committer: Committer
    private let threads = Mutex<[SystemThread]>([])
    private let state: ArchiveState
    private let initialHistory: Mutex<ArchiveHistory?>
    /// Live figures; nil in a run that stops at the end.
    public let live: LiveState?
    /// Identity of the archive, 16 bytes.
    public let archiveIdentity: [UInt8]
    /// The run's 16 random bytes.
    public let run: [UInt8]
    /// CPU time by stage.
    public let times = StageTimes()
    private let clock: @Sendable () -> Timestamp
    private let isStopped = Atomic<Bool>(false)
    private let catalogue: SegmentCatalogue
    private let layout: ArchiveLayout

    /// Opens the archive, recovers, and prepares the stages; nothing is read before `start`.
    ///
    /// - Throws: what opening the archive throws, and when the kernel refuses a wake-up descriptor.
    public init(
        configuration: AgentConfiguration,
        settings: PipelineSettings,
        generation: Int64,
        events: any PipelineEvents
    ) throws(FraiseError) {
        var archiveSettings = ArchiveSettings(
            directory: configuration.archive.directory,
            host: configuration.host,
            clock: settings.clock
        )
        archiveSettings.maximumKeys = configuration.windows.maximumOperations
        archiveSettings.rotateSize = configuration.archive.rotate.size
        archiveSettings.rotateInterval = configuration.archive.rotate.interval.seconds
        archiveSettings.isSmall = configuration.archive.compression == .small
        archiveSettings.retentionAge = configuration.archive.retention.age?.seconds
        archiveSettings.retentionSize = configuration.archive.retention.size
        archiveSettings.keepsUnpublished = configuration.postgresql.url != nil
        if let space = settings.space { archiveSettings.space = space }
        let archive = try Archive(archiveSettings, events: events) { RecordDecoder() }
        archiveIdentity = archive.identity
        run = archive.runIdentifier
        state = archive.state
        clock = settings.clock
        layout = ArchiveLayout(root: configuration.archive.directory)
        catalogue = SegmentCatalogue(directory: configuration.archive.directory, archive: archive.identity)
        let now = settings.clock()
        initialHistory = Mutex(
            settings.stopsAtEnd
                ? nil
                : try archive.history(sealedSince: Timestamp(microseconds: now.microseconds - 3_600_000_000))
        )
        live =
            settings.stopsAtEnd
            ? nil
            : LiveState(
                memoryLimit: Int(configuration.windows.memory),
                maximumKeys: configuration.windows.maximumOperations
            )
        if let live { try Pipeline.restoreFigures(to: live, from: archive, now: now) }
        let pool = BatchPool()
        committer = Committer(
            archive: archive,
            settings: settings,
            removesOldest: configuration.archive.onLowSpace == .oldest,
            events: events,
            live: live,
            pool: pool,
            times: times
        )
        var tail = TailSettings(
            sources: configuration.sources.map {
                SourceSettings(
                    name: $0.name,
                    paths: $0.paths,
                    exclude: $0.exclude,
                    start: $0.start == .end ? .end : .beginning
                )
            },
            archiveIdentity: archive.identity
        )
        tail.newSources = Set(configuration.sources.map(\.name)).subtracting(archive.state.sources)
        tail.stopsAtEnd = settings.stopsAtEnd
        let tailer = try Tailer(
            settings: tail,
            positions: archive.state.files.values.map(\.position),
            nextNumber: archive.state.nextFile,
            events: TailEventRelay(events)
        )
        let parsers = ParserSet(
            encoder: RecordEncoder(settings: ParseSettings(configuration)),
            sources: configuration.sources,
            redact: configuration.redact,
            held: archive.state.files.filter { !$0.value.held.isEmpty }.mapValues { Array($0.held.values) }
        )
        ingest = Ingest(
            tailer: tailer,
            parsers: parsers,
            committer: committer,
            pool: pool,
            settings: settings,
            generation: generation,
            times: times
        )
    }

    /// Figures of the last hour from summaries: minutes, tallies included.
    private static func restoreFigures(
        to live: LiveState,
        from archive: Archive,
        now: Timestamp
    ) throws(FraiseError) {
        live.merge(archive.openRows(), now: now)
        let hourAgo = Timestamp(microseconds: now.microseconds - 3_600_000_000)
        for segment in try archive.sealedSegments(sealedSince: hourAgo) {
            // A damaged summary must not keep the agent from starting; the records are in the blocks.
            live.merge((try? segment.summary()) ?? [], now: now)
        }
    }

    /// The state that recovery found.
    public var recoveredState: ArchiveState { state }

    /// Starts reading.
    public func start() {
        let (ingest, committer) = (ingest, committer)
        threads.withLock { threads in
            threads.append(SystemThread(name: "commit") { committer.run() })
            threads.append(SystemThread(name: "ingest") { ingest.run() })
        }
    }

    /// Waits until everything is read and durable; for a run that stops at the end.
    ///
    /// - Throws: why it could not be made durable.
    public func waitUntilDone() throws(FraiseError) {
        join()
        if let failure = committer.failure.withLock({ $0 }) { throw failure }
    }

    private func join() {
        let running = threads.withLock { threads in
            defer { threads.removeAll() }
            return threads
        }
        // Ingest first: when it has ended the committer's queue is closed.
        for thread in running.reversed() { thread.join() }
    }

    /// Ends a run before it is done: what was read is committed, `waitUntilDone` returns.
    public func interrupt() {
        ingest.stop()
    }

    /// Stops reading, makes what was read durable if that is possible now, and closes the archive, whose open
    /// segment stays open.
    public func stop() {
        guard !isStopped.exchange(true, ordering: .sequentiallyConsistent) else { return }
        committer.beginStopping()
        ingest.stop()
        join()
        committer.closeArchive()
    }

    /// A picture of the stages, at most a second old.
    public var view: PipelineView { committer.withView { $0 } }

    /// Has work done with the archive between two commits, and waits for it.
    ///
    /// - Throws: what the work throws, and `unavailable` when the pipeline has stopped.
    public func withArchive<Result: Sendable>(
        _ work: @escaping @Sendable (Archive) throws(FraiseError) -> Result
    ) async throws(FraiseError) -> Result {
        let committer = committer
        let outcome: Swift.Result<Result, FraiseError> = await withCheckedContinuation { continuation in
            committer.perform { archive in
                guard let archive else {
                    return continuation.resume(
                        returning: .failure(FraiseError(.unavailable, "the agent is stopping"))
                    )
                }
                do throws(FraiseError) {
                    continuation.resume(returning: .success(try work(archive)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try outcome.get()
    }

    /// Works with the archive on the calling thread, after `waitUntilDone`.
    public func withFinishedArchive<Result>(
        _ work: (Archive) throws(FraiseError) -> Result
    ) throws(FraiseError) -> Result {
        try work(committer.archive)
    }

    /// This archive's sealed segments, oldest first; only those whose end members can be read.
    public func sealedSegments() async throws(FraiseError) -> [SealedSegment] {
        try await catalogue.segments()
    }

    /// Paths of the summaries of removed segments that the tables lack.
    public func pendingSummaries() throws(FraiseError) -> [String] {
        try layout.pendingSummaries()
    }

    /// Rows of minutes that begin at or after `start` (seconds), from sealed segments and the open one.
    public func summaryRows(from start: Int64) async throws(FraiseError) -> [SummaryRow] {
        var rows = try await catalogue.rows(from: start)
        rows += try await withArchive { archive in archive.openRows().filter { $0.windowStart >= start } }
        return rows
    }

    /// Changes what records are decided by, from the next record on, at a commit border.
    public func change(_ configuration: AgentConfiguration, generation: Int64) {
        let settings = ParseSettings(configuration)
        ingest.perform { $0.change(settings, generation: generation) }
    }

    /// Reads the last hour's records back into the lists of recent and slow ones. Takes its time; call it on a
    /// thread of its own.
    public func rebuildLive() throws(FraiseError) {
        let taken = initialHistory.withLock { history in
            defer { history = nil }
            return history
        }
        guard let live, let history = taken, state.lastCommit > 0 else { return }
        let hourAgo = Timestamp(microseconds: clock().microseconds - 3_600_000_000)
        let decoder = RecordDecoder()
        let batch = RecordBatch()
        try history.forEachBlock(since: hourAgo) { lines in
            batch.removeAll()
            batch.reserve(lines.count + 64)
            batch.copy(lines)
            _ = decoder.decode(batch.bytes, into: batch)
            live.restore(batch, now: clock())
            return !isStopped.load(ordering: .relaxed)
        }
        live.endRestoring()
    }
}
