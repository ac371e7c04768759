internal import FraiseArchive
internal import FraiseModel
internal import FraisePlatform
internal import FraiseWindow
internal import Synchronization

/// The thread behind parsing: makes batches durable, then lets live figures and positions follow.
///
/// `@unchecked Sendable`: the archive is used by its thread only; everything shared is behind a lock.
final class Committer: @unchecked Sendable {
    let archive: Archive
    private let settings: PipelineSettings
    /// Whether sealed segments are removed early when space is low.
    private let removesOldest: Bool
    private let events: any PipelineEvents
    private let live: LiveState?
    private let pool: BatchPool
    private let view: Mutex<PipelineView>
    private let times: StageTimes
    private let items = BlockingQueue<ParsedBatch?>(bound: 2)
    private let requests = Mutex<[@Sendable (Archive?) -> Void]>([])
    private let isStopping = Atomic<Bool>(false)
    /// Greatest token of the tailer that is durable.
    let committedToken = Atomic<Int64>(0)
    private var waitingToken: Int64 = 0
    private var lastFlush: Int64 = 0
    private var lastLook: Int64 = 0
    private var isPaused = false
    private var hasGivenUp = false
    /// The error that ended a run that stops at the end.
    let failure = Mutex<FraiseError?>(nil)

    /// Compressed bytes at which waiting commits are made durable together; until then their batches, five or
    /// six times that, stay in memory.
    private static let flushBytes = 1 << 19

    init(
        archive: Archive,
        settings: PipelineSettings,
        removesOldest: Bool,
        events: any PipelineEvents,
        live: LiveState?,
        pool: BatchPool,
        times: StageTimes
    ) {
        self.archive = archive
        self.settings = settings
        self.removesOldest = removesOldest
        self.events = events
        self.live = live
        self.pool = pool
        self.times = times
        view = Mutex(PipelineView())
    }

    // MARK: Other threads

    /// Hands a batch over; waits while three wait already. False when the committer has stopped.
    func push(_ batch: ParsedBatch) -> Bool { items.push(batch) }

    /// Has work done on the committer's thread, between two commits; with nil when it has ended.
    func perform(_ work: @escaping @Sendable (Archive?) -> Void) {
        let isTaken = requests.withLock { requests in
            if hasEnded { return Taken.refused }
            requests.append(work)
            // One element wakes the thread for all that wait: during a pause nobody takes them.
            return requests.count == 1 ? .first : .later
        }
        switch isTaken {
        case .first: items.pushBeyondBound(nil)
        case .later: break
        case .refused: work(nil)
        }
    }
    private enum Taken { case first, later, refused }
    /// Under the lock of `requests`.
    private var hasEnded = false

    /// No batch comes any more: the thread ends when all are durable.
    func finish() { items.close() }

    /// From now on what cannot be made durable at once is given up: the next run reads it again.
    func beginStopping() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        _ = pause.pushBeyondBound(true)
    }

    /// Closes the archive after `run` has ended.
    func closeArchive() {
        // What fails here was not acknowledged and is read again.
        try? archive.close()
    }

    /// Reads or changes the shared picture.
    func withView<Result: Sendable>(_ body: (inout PipelineView) -> sending Result) -> Result {
        view.withLock { body(&$0) }
    }

    // MARK: Its own thread

    func run() {
        lastFlush = SystemClock.monotonic()
        while true {
            runRequests()
            let item = items.pop(waitingUpTo: archive.hasPending ? 50 : 500)
            if let batch = item ?? nil {
                // After a batch that was given up no later one may be committed: its positions would lie
                // beyond records that are nowhere.
                if hasGivenUp { continue }
                guard retrying({ () throws(FraiseError) in try self.append(batch) }) else {
                    hasGivenUp = true
                    continue
                }
                waitingToken = max(waitingToken, batch.token)
                flushIfDue(urgent: batch.isUrgent)
            } else if items.isFinished {
                break
            } else {
                flushIfDue(urgent: false)
                if archive.isSealDue, !archive.hasPending {
                    _ = retrying { () throws(FraiseError) in try self.archive.rotate() }
                }
            }
            deliver()
            look()
        }
        flushIfDue(urgent: true)
        deliver()
        requests.withLock { _ in hasEnded = true }
        runRequests()
        lastLook = 0
        look()
    }

    private func runRequests() {
        let waiting = requests.withLock { requests in
            defer { requests.removeAll() }
            return requests
        }
        for work in waiting { work(archive) }
    }

    private func append(_ batch: ParsedBatch) throws(FraiseError) {
        try checkSpace()
        let start = SystemClock.threadCPU()
        var changes = batch.changes
        for (file, ledger) in batch.accounts.sorted(by: { $0.key < $1.key }) {
            guard let position = archive.state.files[file]?.position else { continue }
            changes.append(FileChange(position: position, ledger: ledger))
        }
        try archive.append(
            batch.batch,
            changes: changes,
            dropped: batch.dropped,
            generation: batch.generation
        )
        times.encoding.add(SystemClock.threadCPU() - start, ordering: .relaxed)
    }

    private func checkSpace() throws(FraiseError) {
        guard settings.minimumFree > 0 else { return }
        let now = SystemClock.monotonic()
        let isFresh = view.withLock { $0.space != nil } && now - lastLook < 1_000_000_000 && !isPaused
        let known = view.withLock { $0.space }
        let space = isFresh ? known : try? archive.space()
        view.withLock { $0.space = space }
        guard var space, space.total > 0 else { return }
        let needed = Int64(Double(space.total) * settings.minimumFree)
        if space.free < needed, removesOldest {
            space = try archive.makeSpace(needed)
            view.withLock { [space] in $0.space = space }
        }
        guard space.free >= needed else {
            throw FraiseError(
                .inputOutput,
                "\(archive.directory): \(space.free) bytes free, \(needed) needed (archive.min_free)",
                remedy: "free space on its file system; ingest goes on by itself"
            )
        }
    }

    private func flushIfDue(urgent: Bool) {
        guard archive.hasPending else { return }
        let now = SystemClock.monotonic()
        guard
            urgent || archive.pendingBytes >= Committer.flushBytes
                || Double(now - lastFlush) >= settings.commitInterval * 1e9
        else { return }
        let start = SystemClock.threadCPU()
        guard retrying({ () throws(FraiseError) in try self.archive.flush() }) else { return }
        times.writing.add(SystemClock.threadCPU() - start, ordering: .relaxed)
        lastFlush = now
        deliver()
    }

    /// Lets what became durable, by a flush or by a rotation, take effect.
    private func deliver() {
        guard !archive.hasPending, committedToken.load(ordering: .relaxed) != waitingToken else { return }
        let flushed = SystemClock.threadCPU()
        committedToken.store(waitingToken, ordering: .releasing)
        let wall = settings.clock()
        view.withLock { $0.lastCommitTime = wall }
        for batch in archive.takeCommitted() {
            live?.apply(batch, now: wall)
            pool.give(batch)
        }
        times.windows.add(SystemClock.threadCPU() - flushed, ordering: .relaxed)
    }

    /// Does the work, again and again while it fails; false when the agent stops meanwhile.
    private func retrying(_ work: () throws(FraiseError) -> Void) -> Bool {
        while true {
            do throws(FraiseError) {
                try work()
                if isPaused {
                    isPaused = false
                    view.withLock { $0.pausedReason = nil }
                    events.resumed()
                }
                return true
            } catch {
                if !isPaused { events.paused(error) }
                isPaused = true
                view.withLock { $0.pausedReason = error }
                if settings.stopsAtEnd {
                    failure.withLock { $0 = error }
                    items.close()
                    return false
                }
                if isStopping.load(ordering: .sequentiallyConsistent) { return false }
                runRequests()
                _ = pause.pop(waitingUpTo: 1000)
            }
        }
    }
    private let pause = BlockingQueue<Bool>(bound: 1)

    /// Brings the shared picture up to date, at most once a second.
    private func look() {
        let now = SystemClock.monotonic()
        guard now - lastLook >= 1_000_000_000 || lastLook == 0 else { return }
        lastLook = now
        archive.applyRetention()
        let state = archive.state
        let open = archive.openSegment
        let space = try? archive.space()
        let (bytes, failure) = (archive.summaryBytes, archive.sealingFailure)
        view.withLock { view in
            view.ledgers = state.files.mapValues(\.ledger)
            view.sources = state.ledgers
            view.openSegment = open.number
            view.openBytes = open.bytes
            view.lastCommit = state.lastCommit
            view.summaryBytes = bytes
            view.sealingFailure = failure
            if let space { view.space = space }
        }
    }
}
