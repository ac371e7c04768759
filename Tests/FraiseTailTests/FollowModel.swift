import FraiseModel
import FraisePlatform
import FraiseTail
import FraiseTestSupport

/// A log under rotation and a tailer beside it, driven by random actions. Knows which lines must have been
/// delivered in the end: every complete one, once.
final class FollowModel {
    enum Action: CaseIterable {
        case write, writeMany, writePart, rename, copyTruncate, truncate, compress, deleteOldest
        case readSome, readAll, commit, look, restart
    }

    let scratch: ScratchDirectory
    let harness: TailHarness
    private var writer: LogWriter
    private var random: SplitMix
    private var part = ""
    private var written: [String] = []
    private(set) var trace: [String] = []
    private let usesInotify: Bool

    init(seed: UInt64, usesInotify: Bool) throws {
        random = SplitMix(state: seed)
        self.usesInotify = usesInotify
        scratch = try ScratchDirectory()
        writer = try LogWriter(scratch.file("app.log"))
        harness = try TailHarness([SourceSettings(name: "app", paths: [scratch.path + "/app.log*"])]) {
            $0.usesInotify = usesInotify
            $0.openFileLimit = 2
        }
    }

    func run(steps: Int) throws {
        for _ in 0..<steps {
            let action = Action.allCases[Int(random.next() % UInt64(Action.allCases.count))]
            trace.append("\(action)")
            let seen = harness.log.events.count
            try perform(action)
            trace += harness.log.events[seen...].map { "    \($0)" }
        }
        try finishPart()
        settle()
    }

    /// Lines that must be there and are not, and those that are there too often or out of order.
    var faults: [String] {
        let got = harness.lines
        var counts: [String: Int] = [:]
        for line in got { counts[line, default: 0] += 1 }
        var faults = written.filter { counts[$0] == nil }.map { "missing \($0.prefix(12))" }
        faults += counts.filter { $0.value > 1 }.keys.sorted().map { "\($0.prefix(12)) again" }
        faults += counts.keys.filter { !written.contains($0) }.sorted().map { "damaged \($0.prefix(12))" }
        for lines in harness.committed.values where lines != lines.sorted() { faults.append("order") }
        return faults
    }

    private func settle() {
        for _ in 0..<4 {
            harness.rewalk()
            harness.drain()
        }
    }

    private func line() -> String {
        let number = String(written.count + 1_000_000)
        let line = "line \(number) " + String(repeating: "x", count: Int(random.next() % 200))
        written.append(line)
        return line
    }

    private func finishPart() throws {
        if !part.isEmpty { try writer.write(part + "\n") }
        part = ""
    }

    private func shift() throws {
        for number in (1..<70).reversed() {
            for ending in ["", ".gz"] where try FileSystem.status(rotated(number) + ending) != nil {
                try FileSystem.rename(rotated(number) + ending, to: rotated(number + 1) + ending)
            }
        }
    }

    private func rotated(_ number: Int) -> String { scratch.file("app.log.\(number)") }

    private func perform(_ action: Action) throws {
        switch action {
        case .write:
            try finishPart()
            try writer.line(line())
        case .writeMany:
            try finishPart()
            for _ in 0..<20 { try writer.line(line()) }
        case .writePart:
            try finishPart()
            let whole = line()
            try writer.write(String(whole.prefix(8)))
            part = String(whole.dropFirst(8))
        case .rename:
            try shift()
            try writer.rename(to: rotated(1))
            try finishPart()
            try writer.reopen()
        case .copyTruncate:
            try finishPart()
            try shift()
            try writer.copyTruncate(to: rotated(1))
        case .truncate:
            // What was not read would be lost rightly.
            try finishPart()
            settle()
            try writer.truncate()
        case .compress:
            for number in [1, 2] where try FileSystem.status(rotated(number)) != nil {
                let content = try FileSystem.read(rotated(number))
                let half = content.count / 2
                try scratch.write(
                    "app.log.\(number).gz",
                    StoredGzip.member(Array(content[..<half])) + StoredGzip.member(Array(content[half...]))
                )
                if random.next() % 2 == 0 { look() }
                try FileSystem.remove(rotated(number))
            }
        case .deleteOldest:
            settle()
            for number in 3...70 {
                try FileSystem.remove(rotated(number))
                try FileSystem.remove(rotated(number) + ".gz")
            }
        case .readSome: harness.read(limit: 1, wholeLines: 3)
        case .readAll: harness.read()
        case .commit: harness.commit()
        case .look: look()
        case .restart: try harness.restart()
        }
    }

    private func look() {
        if usesInotify {
            harness.tailer.wait(upTo: 0)
        } else {
            harness.rewalk()
        }
        harness.read(limit: 1, wholeLines: 1)
    }
}

/// Random numbers from a seed (SplitMix64).
struct SplitMix {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
