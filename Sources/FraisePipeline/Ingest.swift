internal import FraiseArchive
internal import FraiseModel
internal import FraiseParse
internal import FraisePlatform
internal import FraiseTail
internal import Synchronization

/// The thread that reads and parses: blocks of lines in, batches of records with positions out.
///
/// `@unchecked Sendable`: tailer, parsers and encoder are used by its thread only; requests come by a lock.
final class Ingest: @unchecked Sendable {
    private let tailer: Tailer
    private let waker: WakeDescriptor
    private let parsers: ParserSet
    private let committer: Committer
    private let pool: BatchPool
    private let settings: PipelineSettings
    private let times: StageTimes
    private let requests = Mutex<[@Sendable (Ingest) -> Void]>([])
    private let isStopping = Atomic<Bool>(false)

    private var generation: Int64
    private var batch: RecordBatch?
    /// Account and held changes of files since the last hand-over.
    private var accounts: [Int64: Account] = [:]
    private var firstPending: Int64 = 0
    /// Files that gave lines since the last look.
    private var active: Set<Int64> = []
    private var progress = ParseProgress()
    private var lastLook: Int64 = 0

    private struct Account {
        var ledger = Ledger()
        /// The last change of each session: earlier ones are void.
        var held: [[UInt8]: HeldChange] = [:]
        /// Bytes of states among them.
        var heldBytes = 0

        mutating func add(_ progress: ParseProgress) {
            ledger.add(progress.ledger)
            for change in progress.held {
                switch change {
                case .put(let record):
                    held[record.session] = change
                    heldBytes += record.state.count
                case .remove(let session): held[session] = change
                }
            }
        }

        var changes: [HeldChange] { Array(held.values) }
    }

    init(
        tailer: Tailer,
        parsers: ParserSet,
        committer: Committer,
        pool: BatchPool,
        settings: PipelineSettings,
        generation: Int64,
        times: StageTimes
    ) {
        self.tailer = tailer
        waker = tailer.waker
        self.parsers = parsers
        self.committer = committer
        self.pool = pool
        self.settings = settings
        self.generation = generation
        self.times = times
    }

    /// Ends the loop; what is read but not handed over is read again by the next run.
    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        waker.signal()
    }

    /// Has work done on this thread between two batches.
    func perform(_ work: @escaping @Sendable (Ingest) -> Void) {
        requests.withLock { $0.append(work) }
        waker.signal()
    }

    /// Changes what the encoder decides by, from the next record on, at a commit border.
    func change(_ settings: ParseSettings, generation new: Int64) {
        handOver(urgent: false)
        parsers.encoder.settings = settings
        generation = new
    }

    // MARK: The loop

    func run() {
        while !isStopping.load(ordering: .relaxed) {
            runRequests()
            tailer.committed(through: committer.committedToken.load(ordering: .acquiring))
            let didRead = readSome()
            finishEnded()
            if settings.stopsAtEnd, !didRead, tailer.isAtEnd { break }
            let waited = handOverIfDue()
            look()
            if !didRead { tailer.wait(upTo: settings.stopsAtEnd ? 20 : waited) }
        }
        if settings.stopsAtEnd, settings.isFinal, !isStopping.load(ordering: .relaxed) { finishAll() }
        handOver(urgent: true)
        lastLook = 0
        look()
        committer.finish()
    }

    private func runRequests() {
        let waiting = requests.withLock { requests in
            defer { requests.removeAll() }
            return requests
        }
        for work in waiting { work(self) }
    }

    /// Reads blocks until nothing is there or a commit is due; false when there was nothing.
    private func readSome() -> Bool {
        var didRead = false
        for _ in 0..<16 {
            let start = SystemClock.threadCPU()
            guard let block = tailer.nextBlock() else { break }
            let read = SystemClock.threadCPU()
            times.reading.add(read - start, ordering: .relaxed)
            didRead = true
            take(block)
            times.parsing.add(SystemClock.threadCPU() - read, ordering: .relaxed)
            if isStopping.load(ordering: .relaxed) { break }
        }
        return didRead
    }

    private func take(_ block: LineBlock) {
        if firstPending == 0 { firstPending = SystemClock.monotonic() }
        let file = block.file
        active.insert(file)
        if let reason = block.rejectReason {
            var ledger = Ledger()
            ledger.rejectedBytes = block.oversizedLength
            ledger.rejects[Int(reason.rawValue)] = 1
            ledger.lines = 1
            accounts[file, default: Account()].ledger.add(ledger)
            note([Reject(reason: reason, offset: block.offset, length: block.oversizedLength)], block)
            return tailer.took(block, consumed: block.count)
        }
        progress.removeAll()
        parser(of: file).parse(block.lines, at: block.offset, into: currentBatch(), progress: &progress)
        accounts[file, default: Account()].add(progress)
        if !progress.rejects.isEmpty { note(progress.rejects, block) }
        let isFull = progress.consumed < block.count
        tailer.took(block, consumed: progress.consumed)
        // States of many sessions that give no record yet: a commit stays small.
        if isFull || (accounts[file]?.heldBytes ?? 0) > RecordBatch.limit { handOver(urgent: false) }
    }

    private func currentBatch() -> RecordBatch {
        if let batch { return batch }
        let new = pool.take()
        parsers.encoder.begin(new)
        batch = new
        return new
    }

    private func parser(of file: Int64) -> any LineParser {
        parsers.parser(of: file) { tailer.position(of: file) }
    }

    // MARK: Ends

    /// Ends what parsers hold of files that will not grow any more.
    private func finishEnded() {
        for file in tailer.takeFinished() {
            // What an earlier run left held needs a parser, although no line came in this one.
            if parsers.holds(file) { _ = parser(of: file) }
            finish(file)
            parsers.remove(file)
        }
    }

    private func finish(_ file: Int64) {
        guard let parser = parsers.existing(file) else { return }
        while true {
            progress.removeAll()
            let isDone = parser.finish(into: currentBatch(), progress: &progress)
            if firstPending == 0 { firstPending = SystemClock.monotonic() }
            accounts[file, default: Account()].add(progress)
            if isDone { return }
            handOver(urgent: false)
        }
    }

    private func finishAll() {
        while let block = tailer.takeUnterminated() { take(block) }
        for position in tailer.positions {
            if parsers.holds(position.number) { _ = parsers.parser(of: position.number) { position } }
            finish(position.number)
        }
    }

    // MARK: Hand-over

    /// Hands over when the commit interval has passed; returns the milliseconds until it will have.
    private func handOverIfDue() -> Int {
        guard firstPending != 0 else { return 1000 }
        let left = settings.commitInterval - Double(SystemClock.monotonic() - firstPending) / 1e9
        if left > 0 { return max(1, Int(left * 1000)) }
        handOver(urgent: true)
        return 1000
    }

    private func handOver(urgent: Bool) {
        let changes = tailer.changes()
        firstPending = 0
        for (file, ledger) in changes.ledgers { accounts[file, default: Account()].ledger.add(ledger) }
        let full = batch.flatMap { $0.entries.isEmpty && $0.newKeys.isEmpty ? nil : $0 }
        guard full != nil || !changes.isEmpty || !accounts.isEmpty else { return }
        var files: [FileChange] = []
        for position in changes.positions {
            let account = accounts.removeValue(forKey: position.number) ?? Account()
            files.append(FileChange(position: position, ledger: account.ledger, held: account.changes))
        }
        var rest: [Int64: Ledger] = [:]
        for (file, account) in accounts.sorted(by: { $0.key < $1.key }) {
            if let position = tailer.position(of: file) {
                files.append(FileChange(position: position, ledger: account.ledger, held: account.changes))
            } else {
                rest[file] = account.ledger
            }
        }
        accounts.removeAll()
        if full != nil { batch = nil }
        // The committer has stopped: what is not committed is read again by the next run.
        let isTaken = committer.push(
            ParsedBatch(
                batch: full,
                changes: files,
                accounts: rest,
                dropped: changes.dropped,
                token: changes.token,
                generation: generation,
                isUrgent: urgent
            )
        )
        if !isTaken { isStopping.store(true, ordering: .sequentiallyConsistent) }
    }

    // MARK: What others see

    private func note(_ rejects: [Reject], _ block: LineBlock) {
        guard let position = tailer.position(of: block.file) else { return }
        let now = settings.clock()
        let keepsText = settings.keepsRejectSamples
        let samples = rejects.suffix(100).map { reject in
            var sample = RejectSample(
                source: position.source,
                path: position.path,
                reject: reject,
                seen: now,
                text: nil
            )
            let start = Int(reject.offset - block.offset)
            if keepsText, start >= 0, start < block.lines.count {
                let line = block.lines[start..<min(block.lines.count, start + min(200, Int(reject.length)))]
                sample.text = String(decoding: line, as: UTF8.self)
            }
            return sample
        }
        committer.withView { view in
            view.rejects.append(contentsOf: samples)
            if view.rejects.count > 100 { view.rejects.removeFirst(view.rejects.count - 100) }
        }
    }

    private func look() {
        let now = SystemClock.monotonic()
        guard now - lastLook >= 1_000_000_000 || lastLook == 0 else { return }
        lastLook = now
        let files = tailer.statuses()
        let problems = tailer.problems
        let parserProblems = parsers.problems
        let heard = Set(active.compactMap { tailer.position(of: $0)?.source })
        active.removeAll()
        let time = settings.clock()
        committer.withView { view in
            view.files = files
            view.problems = problems
            view.parserProblems = parserProblems
            for source in heard { view.lastLine[source] = time }
        }
    }
}
