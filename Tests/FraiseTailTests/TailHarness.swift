import FraiseModel
import FraisePlatform
import FraiseTail
import FraiseTestSupport
import Synchronization

/// Collects events.
final class EventLog: TailEvents {
    var events: [TailEvent] = []
    func tail(_ event: TailEvent) { events.append(event) }
}

/// A clock that a test moves.
final class TestTime: Sendable {
    private let value = Mutex<Int64>(0)

    /// Starts at the machine's time, so that times of files are not far off.
    private let start = SystemClock.now()

    func advance(seconds: Int64) { value.withLock { $0 += seconds * 1_000_000_000 } }

    var clock: TailClock {
        TailClock(
            now: { [self] in
                let real = SystemClock.monotonic() % 1
                return Timestamp(
                    microseconds: start.microseconds + real + value.withLock { $0 } / 1000
                )
            },
            monotonic: { [self] in value.withLock { $0 } }
        )
    }
}

/// A tailer with the archive's part played: what is committed survives `restart()`, all else does not.
final class TailHarness {
    var settings: TailSettings
    var tailer: Tailer
    let log = EventLog()
    let time = TestTime()
    /// Lines by number of their file, as the archive has them.
    private(set) var committed: [Int64: [String]] = [:]
    private var taken: [Int64: [String]] = [:]
    private var saved: [Int64: FilePosition] = [:]
    private(set) var ledgers: [Int64: Ledger] = [:]
    private(set) var rejects: [(reason: RejectReason, offset: Int64, length: Int64)] = []
    private(set) var lost: [LostRange] = []
    private(set) var order: [String] = []
    private var nextNumber: Int64 = 1

    init(_ sources: [SourceSettings], _ change: (inout TailSettings) -> Void = { _ in }) throws {
        settings = TailSettings(sources: sources, archiveIdentity: Array(0..<16))
        change(&settings)
        tailer = try Tailer(
            settings: settings,
            positions: [],
            nextNumber: 1,
            events: log,
            clock: time.clock
        )
    }

    /// Reads at most `limit` blocks, takes of each at most `most` bytes of lines at a time.
    func read(limit: Int = .max, wholeLines most: Int = .max) {
        var count = 0
        while count < limit, let block = tailer.nextBlock() {
            count += 1
            take(block, most: most)
        }
    }

    private func take(_ block: LineBlock, most: Int) {
        if let reason = block.rejectReason {
            rejects.append((reason, block.offset, block.oversizedLength))
            return tailer.took(block, consumed: 0)
        }
        var lines: [String] = []
        var consumed = 0
        var start = 0
        let bytes = Array(block.lines)
        for (index, byte) in bytes.enumerated() where byte == 10 || index == bytes.count - 1 {
            if lines.count == most { break }
            let end = byte == 10 ? index : index + 1
            lines.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = index + 1
            consumed = start
        }
        taken[block.file, default: []] += lines
        order += lines
        tailer.took(block, consumed: consumed)
    }

    func commit() {
        let changes = tailer.changes()
        for position in changes.positions { saved[position.number] = position }
        for number in changes.dropped { saved[number] = nil }
        for (number, ledger) in changes.ledgers { ledgers[number, default: Ledger()].add(ledger) }
        lost += changes.lost
        for (number, lines) in taken { committed[number, default: []] += lines }
        taken = [:]
        nextNumber = tailer.nextFileNumber
        tailer.committed(through: changes.token)
    }

    /// Reads all that is there and commits it.
    func drain() {
        read()
        commit()
    }

    /// Walks the patterns again, as after a report of the kernel or the safety interval.
    func rewalk() { time.advance(seconds: 61) }

    /// A crash and a new start from what is committed.
    func restart() throws {
        taken = [:]
        settings.newSources = []
        tailer = try Tailer(
            settings: settings,
            positions: Array(saved.values),
            nextNumber: nextNumber,
            events: log,
            clock: time.clock
        )
    }

    /// Every committed line, of all files.
    var lines: [String] { committed.keys.sorted().flatMap { committed[$0] ?? [] } }
}
