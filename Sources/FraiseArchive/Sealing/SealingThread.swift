internal import FraiseGzip
internal import FraiseModel
internal import FraisePlatform
internal import Synchronization

/// Seals finished segments in the background, one at a time and in order, again and again until it succeeds, and
/// removes sealed ones in between.
final class SealingThread: Sendable {
    private struct State {
        var newest: SegmentHeader.Head
        var manifest: SegmentHeader.Head
        var waiting = 0
        var failure: FraiseError?
        var isStopping = false
        var sealed: [SealedSegment] = []
        var published: Set<Int64> = []
        /// Passes of retention asked for, and the last of them that is done.
        var requested = 0
        var served = 0
        var neededSpace: Int64?
        var retentionFailure: FraiseError?
    }

    private let state: Mutex<State>
    /// Nil: retention was asked for.
    private let jobs = BlockingQueue<SealJob?>(bound: .max)
    private let ticks = BlockingQueue<Bool>(bound: .max)
    private let passes = BlockingQueue<Bool>(bound: .max)
    private let thread = Mutex<SystemThread?>(nil)
    private let events: any ArchiveEvents

    /// `make` is called on the thread that uses what it makes.
    init(
        newest: SegmentHeader.Head,
        manifest: SegmentHeader.Head,
        events: any ArchiveEvents,
        make: @escaping @Sendable () -> (SegmentSealer, SegmentRetention)
    ) {
        state = Mutex(State(newest: newest, manifest: manifest))
        self.events = events
        let started = SystemThread(name: "seal") { [self] in
            let (sealer, retention) = make()
            run(sealer, retention)
        }
        thread.withLock { $0 = started }
    }

    private func run(_ sealer: SegmentSealer, _ retention: SegmentRetention) {
        while let work = jobs.pop() {
            guard let job = work else {
                if hasRequest { retain(retention) }
                continue
            }
            while !state.withLock({ $0.isStopping }) {
                do throws(FraiseError) {
                    let previous = state.withLock { $0.newest.hash }
                    let segment = try sealer.seal(job, previousHead: previous)
                    state.withLock {
                        $0.newest = SegmentHeader.Head(number: job.number, hash: segment.head)
                        $0.manifest = sealer.manifest.last
                        $0.failure = nil
                        $0.sealed.append(segment)
                        // Only a run that seals once and asks is interested.
                        if $0.sealed.count > 100 { $0.sealed.removeFirst() }
                    }
                    events.sealed(segment)
                    if hasRequest || !retention.rule.isEmpty { retain(retention) }
                    break
                } catch {
                    state.withLock { $0.failure = error }
                    events.sealingFailed(segment: job.number, error)
                    // For want of space, perhaps: then this is what helps.
                    if hasRequest { retain(retention, before: job.number) }
                    // Ticks of earlier segments may wait here; only `stop` may shorten the pause.
                    while !state.withLock({ $0.isStopping }), ticks.pop(waitingUpTo: 0) != nil {}
                    if !state.withLock({ $0.isStopping }) { _ = ticks.pop(waitingUpTo: 1000) }
                }
            }
            state.withLock { $0.waiting -= 1 }
            ticks.push(true)
        }
    }

    func add(_ job: SealJob) {
        state.withLock { $0.waiting += 1 }
        jobs.push(job)
    }

    /// The newest head, to be named in the next segment's header.
    var newest: SegmentHeader.Head { state.withLock { $0.newest } }
    /// The newest line of the manifest, likewise.
    var manifest: SegmentHeader.Head { state.withLock { $0.manifest } }
    var failure: FraiseError? { state.withLock { $0.failure } }
    var waiting: Int { state.withLock { $0.waiting } }

    /// Segments sealed since the last call.
    func takeSealed() -> [SealedSegment] {
        state.withLock { state in
            defer { state.sealed.removeAll() }
            return state.sealed
        }
    }

    // MARK: Retention

    private var hasRequest: Bool { state.withLock { $0.requested > $0.served && !$0.isStopping } }

    private func retain(_ retention: SegmentRetention, before limit: Int64 = .max) {
        let (number, request) = state.withLock { state in
            defer { state.neededSpace = nil }
            return (
                state.requested,
                SegmentRetention.Request(
                    before: limit,
                    published: state.published,
                    neededSpace: state.neededSpace
                )
            )
        }
        var failure: FraiseError?
        do throws(FraiseError) {
            try retention.pass(request) { segment, reason in
                _ = state.withLock { $0.published.remove(segment.end.segment) }
                events.removed(segment, reason)
            }
        } catch {
            failure = error
            // It is tried every minute or, for want of space, every second; said once.
            if state.withLock({ $0.retentionFailure }) != error { events.removalFailed(error) }
        }
        state.withLock { state in
            state.retentionFailure = failure
            state.served = max(state.served, number)
            state.manifest = retention.manifest.last
        }
        passes.push(true)
    }

    /// Asks for a pass; returns its number.
    func requestRetention(neededSpace: Int64? = nil) -> Int {
        let number = state.withLock { state in
            state.requested += 1
            if let neededSpace { state.neededSpace = max(state.neededSpace ?? 0, neededSpace) }
            return state.requested
        }
        jobs.push(nil)
        return number
    }

    /// Waits until a pass is done, or the thread stops.
    func wait(forRetention number: Int) {
        while state.withLock({ $0.served < number && !$0.isStopping }) { _ = passes.pop(waitingUpTo: 50) }
    }

    func markPublished(_ segments: some Sequence<Int64>) {
        state.withLock { $0.published.formUnion(segments) }
    }

    var retentionFailure: FraiseError? { state.withLock { $0.retentionFailure } }

    // MARK: Sealing

    /// Waits until at most `bound` segments wait, or a try has failed; throws that failure.
    func wait(until bound: Int) throws(FraiseError) {
        while true {
            let (waiting, failure) = state.withLock { ($0.waiting, $0.failure) }
            if waiting <= bound { return }
            if let failure { throw failure }
            _ = ticks.pop(waitingUpTo: 50)
        }
    }

    /// Lets the job under way end and forgets the others: the next start finds their open files.
    func stop() {
        state.withLock { $0.isStopping = true }
        ticks.push(true)
        jobs.close()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }
}
