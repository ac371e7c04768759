internal import FraiseGzip
internal import FraiseModel
internal import FraisePlatform
internal import Synchronization

/// Seals finished segments in the background, one at a time and in order, again and again until it succeeds.
final class SealingThread: Sendable {
    private struct State {
        var newest: SegmentHeader.Head
        var manifest: SegmentHeader.Head
        var waiting = 0
        var failure: FraiseError?
        var isStopping = false
        var sealed: [SealedSegment] = []
    }

    private let state: Mutex<State>
    private let jobs = BlockingQueue<SealJob>(bound: .max)
    private let ticks = BlockingQueue<Bool>(bound: .max)
    private let thread = Mutex<SystemThread?>(nil)
    private let events: any ArchiveEvents

    /// `makeSealer` is called on the thread that uses the sealer.
    init(
        newest: SegmentHeader.Head,
        manifest: SegmentHeader.Head,
        events: any ArchiveEvents,
        makeSealer: @escaping @Sendable () -> SegmentSealer
    ) {
        state = Mutex(State(newest: newest, manifest: manifest))
        self.events = events
        let started = SystemThread(name: "seal") { [self] in run(makeSealer()) }
        thread.withLock { $0 = started }
    }

    private func run(_ sealer: SegmentSealer) {
        while let job = jobs.pop() {
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
                    break
                } catch {
                    state.withLock { $0.failure = error }
                    events.sealingFailed(segment: job.number, error)
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
