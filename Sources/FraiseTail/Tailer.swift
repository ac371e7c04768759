public import FraiseModel
public import FraisePlatform

/// Follows the files of all sources and gives their lines in blocks. Blocking, for one thread; only `waker` is
/// for others.
///
/// The loop: `nextBlock()`, parse, `took(_:consumed:)`, until there is none; persist `changes()` in the commit
/// that holds the records, then `committed(through:)`; `wait(upTo:)`. What was taken but not committed is read
/// again after a crash.
public final class Tailer {
    let settings: TailSettings
    let clock: TailClock
    let events: any TailEvents
    let key: TailKey
    let pool: BlockPool
    let reader: LineReader
    let discovery: Discovery
    /// Ends `wait` from another thread.
    public let waker: WakeDescriptor

    var machine: FollowMachine
    var files: [Int64: FollowedFile] = [:]
    var watcher: DirectoryWatcher
    /// Files that may have lines, in turn.
    var queue: [Int64] = []
    var queueHead = 0
    /// Files that wait for their predecessor.
    var waiting: [Int64] = []
    /// Files that are no one's of the machine's: parked, done, or not yet to be told.
    var aside: [String: AsideFile] = [:]
    /// Followed files by path, for the kernel's reports.
    var numbers: [String: Int64] = [:]
    var ledgers: [Int64: Ledger] = [:]
    /// Paths that the configuration names and that cannot be followed now.
    public internal(set) var problems: [String: TailProblem] = [:]
    /// Finished files that are still there, as they were when they were finished.
    var quiet: [Int64: FoundFile] = [:]
    /// Files without a path, by their watch.
    var watches: [Int32: Int64] = [:]
    var finished: [Int64] = []
    var token: Int64 = 0
    var needsWalk = true
    var isFirstWalk = true
    /// Whether it was said that some directory is not watched.
    var isPolling = false
    var nextWalk: Int64 = 0
    var nextLook: Int64 = 0
    var openCount = 0
    var useCount: Int64 = 0

    /// A tailer that goes on from the archive's positions. Nothing is read before the first `nextBlock()`.
    ///
    /// - Parameters:
    ///   - positions: all positions of the archive's newest state.
    ///   - nextNumber: above every number that the archive has used.
    public init(
        settings: TailSettings,
        positions: [FilePosition],
        nextNumber: Int64,
        events: any TailEvents,
        clock: TailClock = .system
    ) throws(FraiseError) {
        self.settings = settings
        self.clock = clock
        self.events = events
        key = TailKey(archive: settings.archiveIdentity)
        pool = BlockPool(limit: settings.blockLimit)
        reader = LineReader(pool: pool, key: key)
        discovery = Discovery(settings.sources)
        waker = try WakeDescriptor()
        machine = FollowMachine(positions: positions, nextNumber: nextNumber, at: clock.now())
        machine.isPatient = !settings.stopsAtEnd
        watcher = DirectoryWatcher(isUsed: settings.usesInotify && !settings.stopsAtEnd)
        if let failure = watcher.failure { events.tail(.polling(failure)) }
    }

    /// The number that the next new file will get; part of what the archive persists.
    public var nextFileNumber: Int64 { machine.nextNumber }

    /// Positions of all files known, by ascending number, as a full snapshot holds them.
    public var positions: [FilePosition] {
        machine.entries.values.map(\.position).sorted { $0.number < $1.number }
    }

    /// The next whole lines of any file, each file in turn; nil when there are none now or when all blocks are
    /// out. Every block goes back by `took`.
    public func nextBlock() -> LineBlock? {
        look()
        while true {
            while queueHead < queue.count {
                // Without a buffer only the rest of a block can go out, and that has the first turn.
                guard pool.isAvailable || files[queue[queueHead]]?.rest != nil else { return nil }
                if let number = popQueue(), let block = turn(number) { return block }
            }
            if needsWalk {
                look()
                continue
            }
            // What waited for a file may be free now; what is set aside may be decided at rest.
            guard releaseWaiting() || reconsiderAside() else { return nil }
        }
    }

    /// Takes a block back, of which the parser has taken `consumed` bytes; the rest is offered again. Of a
    /// reject everything is taken.
    public func took(_ block: LineBlock, consumed: Int) {
        let number = block.file
        // A file stays here as long as a block of it is out, whatever became of it.
        guard let followed = files[number] else { return pool.give(block) }
        followed.isOut = false
        if block.rejectReason != nil {
            if let after = followed.afterReject { machine.change(number) { $0.take(progressOf: after) } }
            followed.afterReject = nil
            pool.give(block)
            return enqueue(number)
        }
        let taken = max(0, min(consumed, block.count))
        if taken > 0 {
            let bytes = UnsafeRawBufferPointer(start: block.base, count: block.start + block.count)
            let start = block.start
            machine.change(number) { $0.advance(over: bytes, from: start, count: taken, key: key) }
            machine.revive(number)
        }
        if taken < block.count {
            block.start += taken
            block.offset += Int64(taken)
            block.count -= taken
            followed.rest = block
            enqueueFirst(number)
        } else {
            pool.give(block)
            enqueue(number)
        }
    }

    /// What the next commit must persist since the last call.
    public func changes() -> PositionChanges {
        var changes = machine.takeChanges()
        token += 1
        changes.token = token
        changes.ledgers = ledgers
        ledgers.removeAll(keepingCapacity: true)
        for range in changes.lost {
            changes.ledgers[range.number, default: Ledger()].lostBytes += range.length
        }
        for position in changes.positions {
            files[position.number]?.handedOut.append((token, position.offset))
        }
        for number in changes.dropped { quiet[number] = nil }
        return changes
    }

    /// The positions of a hand-out, and of all before it, are durable.
    public func committed(through token: Int64) {
        for followed in files.values where !followed.handedOut.isEmpty {
            while let first = followed.handedOut.first, first.token <= token {
                followed.committed = first.offset
                followed.handedOut.removeFirst()
            }
            followed.lag.committed(followed.committed)
        }
    }

    /// Files that ended since the last call: gone or replaced, and read to their end. What their parsers hold is
    /// to be finished before the next commit.
    public func takeFinished() -> [Int64] {
        defer { finished.removeAll() }
        return finished
    }

    /// Whether all is read that there is to read: every file up to its end (in a run that stops there, to its
    /// size at opening), nothing offered or out.
    public var isAtEnd: Bool {
        !needsWalk && queueHead == queue.count && files.values.allSatisfy { !$0.isOut && $0.rest == nil }
            && !waiting.contains { machine.canRead($0) }
    }

    /// A last line without LF of any file that is at its end; nil when there is none. For a final run: call
    /// `took` for each.
    public func takeUnterminated() -> LineBlock? {
        if let block = nextBlock() { return block }
        for number in files.keys.sorted() {
            guard let followed = files[number], !followed.isFinal, machine.canRead(number) else { continue }
            followed.isFinal = true
            if let block = turn(number) { return block }
            followed.isFinal = false
        }
        return nil
    }

    /// Blocks until a file may have changed, `wake()` is called, or the time is over.
    public func wait(upTo milliseconds: Int) {
        if queueHead < queue.count || needsWalk { return }
        let untilWalk = max(0, (nextWalk - clock.monotonic()) / 1_000_000)
        let limit = milliseconds < 0 ? Int(untilWalk) : min(milliseconds, Int(untilWalk))
        // A failure can only be an interruption: the caller comes again.
        _ = try? Poller(watcher.descriptors + [waker.descriptor]).wait(upTo: limit)
        waker.drain()
        nextLook = 0
    }

    /// Ends a `wait` that another thread is in.
    public func wake() {
        waker.signal()
    }
}
