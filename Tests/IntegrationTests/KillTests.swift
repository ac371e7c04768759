import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Testing

/// SIGKILL at random moments: whatever it hits, the archive holds each record exactly once, in order, and the
/// tables get the rows of an undisturbed run.
@Suite(.serialized) struct KillTests {
    /// `FRAISE_FULL=1` for the long run.
    private static let isFull = ProcessEnvironment.variables["FRAISE_FULL"] == "1"
    private static let kills = isFull ? 50 : 12

    @Test func killedRunsOfOnceAddUpToAnUndisturbedOne() throws {
        let log = GeneratedLog(
            seed: 21,
            start: Times.ago(minutes: 100),
            .init(lines: KillTests.isFull ? 10_000 : 6000)
        )
        let calm = try TestServer.schema()
        let quiet = try AgentFolder(calm.settings)
        try quiet.scratch.write("logs/a.jsonl", log.bytes)
        let begun = SystemClock.monotonic()
        try quiet.once()
        let usual = Double(SystemClock.monotonic() - begun) / 1e9
        let wanted = try calm.mergedRows()
        expectRecords(try quiet.records(), log.oracle)

        var random = SeededGenerator(seed: 22)
        var killed = 0
        var rounds = 0
        while killed < KillTests.kills {
            rounds += 1
            let schema = try TestServer.schema()
            let folder = try AgentFolder(schema.settings)
            try folder.scratch.write("logs/a.jsonl", log.bytes)
            // Until a run gets through: half of the moments are in the time of a whole run, half early in it,
            // where recovery and the first commits are.
            for attempt in 0..<8 {
                let limit = attempt % 2 == 0 ? usual : usual / 3
                let process = try folder.startOnce()
                if process.exitCode(waitingUpTo: Double.random(in: 0..<limit, using: &random)) != nil {
                    break
                }
                process.signal(SignalNumber.kill)
                #expect(try process.end() == 137)
                killed += 1
            }
            let account = try folder.once()
            #expect(account["postgresql"]?.text == "sent")
            expectAccount(account, log.oracle)
            expectRecords(try folder.records(), log.oracle)
            #expect(try schema.mergedRows() == wanted, "round \(rounds)")
            expectNothingLeftOver(folder)
        }
    }

    @Test func killedAgentsBesideAWriterThatRotatesLoseAndRepeatNothing() throws {
        let schema = try TestServer.schema()
        let folder = try AgentFolder(schema.settings)
        folder.archiveSettings = "  rotate: {size: 64KiB}"
        let log = GeneratedLog(
            seed: 23,
            start: Times.ago(minutes: 50),
            .init(lines: KillTests.isFull ? 20_000 : 8000, seconds: 2900)
        )
        let writer = try LogWriter(folder.log("a.jsonl"))
        var random = SeededGenerator(seed: 24)
        var written = 0
        var files = 1
        // Pieces end anywhere, in the middle of lines too; rotation comes at a line's end, as loggers do it.
        func write(_ lines: Int) throws {
            let end = min(written + lines, log.lineStarts.count)
            let from = written < log.lineStarts.count ? log.lineStarts[written] : log.bytes.count
            let to = end < log.lineStarts.count ? log.lineStarts[end] : log.bytes.count
            guard from < to else { return }
            let cut = Int.random(in: from..<to, using: &random)
            try writer.write(Array(log.bytes[from..<cut]))
            try writer.write(Array(log.bytes[cut..<to]))
            written = end
            if Int.random(in: 0..<12, using: &random) == 0 {
                try writer.rotate(to: folder.log("a.jsonl.\(files)"))
                files += 1
            }
        }
        let step = log.lineStarts.count / (KillTests.kills * 6)
        for _ in 0..<KillTests.kills {
            let agent = try folder.agent(waitsForReady: false)
            let wait = Double.random(in: 0..<0.6, using: &random)
            for _ in 0..<6 {
                try write(step)
                #expect(agent.process.exitCode(waitingUpTo: wait / 6) == nil, "\(agent.process.errors)")
            }
            try agent.kill()
            // Some lines and a rotation come while nobody looks.
            if Bool.random(using: &random) { try write(step / 2) }
        }
        try write(log.lineStarts.count)
        let agent = try folder.agent()
        try agent.answer("status") { answer in
            let files = answer["sources"]?.elements ?? []
            return files.reduce(0) { $0 + ($1["lines"]?.integer ?? 0) } == log.oracle.lines
        }
        #expect(try agent.stop() == 0)
        let account = try folder.once()
        #expect(account["postgresql"]?.text == "sent")
        expectAccount(account, log.oracle)
        // Of several files the order in each is kept, and a successor follows its predecessor.
        expectRecords(try folder.records(), log.oracle)
        #expect(files > 2, "the writer rotated")

        let byMinute = log.oracle.figures { operation in
            "\(operation.time.floor(toSeconds: 60))|\(operation.key.kind.name)|\(operation.key.eventType)|"
                + operation.key.operationName
        }
        let rows = try schema.figures(
            by: "extract(epoch FROM window_start)::bigint, kind, event_type, operation_name"
        )
        #expect(Set(rows) == Set(byMinute.map { "\($0.key)|\($0.value.sqlText)" }))
        expectNothingLeftOver(folder)
    }

    /// No temporary file, no damaged segment, one open segment.
    private func expectNothingLeftOver(_ folder: AgentFolder, _ place: SourceLocation = #_sourceLocation) {
        let open = (try? FileSystem.list(folder.archive + "/_open")) ?? []
        #expect(
            open.count == 1 && open.allSatisfy { $0.hasSuffix(".jsonl.gz") },
            "\(open)",
            sourceLocation: place
        )
    }
}
