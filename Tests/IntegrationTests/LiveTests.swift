import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Testing

/// The running agent: lines go in, answers come out of its socket.
@Suite struct LiveTests {
    @Test func appendedLinesAppearInAnswers() throws {
        let folder = try AgentFolder("health: {interval: 1s, worsen_after: 1, recover_after: 1}")
        let writer = try LogWriter(folder.log("a.jsonl"))
        let agent = try folder.agent()
        let log = GeneratedLog(
            seed: 31,
            start: Times.ago(minutes: 4),
            .init(lines: 600, broken: 0, seconds: 200)
        )
        try writer.write(log.bytes)
        let answer = try agent.answer("stats", "--by", "kind,event_type") {
            $0["total"]?["count"]?.integer == log.oracle.records
        }
        expectGroups(answer, log.oracle)

        let newest = log.oracle.operations.filter { $0.key.kind == .graphql }.suffix(5).reversed()
        let recent = try agent.answer("graphql", "recent", "--limit", "5").elements
        #expect(recent.map { $0["trace_id"]?.text } == newest.map(\.traceID))
        #expect(recent.map { $0["type"]?.text } == newest.map(\.key.eventType))
        #expect(recent.map { $0["duration_ms"]?.nanoseconds } == newest.map(\.duration))

        let health = try agent.answer("health") { $0["graphql"]?["status"]?.text != "unknown" }
        // About 3.5 % of the operations have failed.
        #expect(health["graphql"]?["status"]?.text == "degraded")
        #expect(health["agent"]?["status"]?.text == "healthy")
        #expect(health["overall_status"]?.text == "degraded")
        #expect(try agent.control("health").code == 1)
        #expect(try agent.stop() == 0)
        #expect(try agent.control("health").code == 3)
        #expect(try agent.control("stats").code == 69)
    }

    @Test func renamedFilesAreReadToTheirEndAndTheirSuccessorFollowed() throws {
        let folder = try AgentFolder()
        let writer = try LogWriter(folder.log("a.jsonl"))
        let agent = try folder.agent()
        let log = GeneratedLog(seed: 32, start: Times.ago(minutes: 4), .init(lines: 400, seconds: 200))
        func part(_ range: Range<Int>) -> [UInt8] {
            let end =
                range.upperBound < log.lineStarts.count ? log.lineStarts[range.upperBound] : log.bytes.count
            return Array(log.bytes[log.lineStarts[range.lowerBound]..<end])
        }
        try writer.write(part(0..<100))
        try agent.process.line(containing: "file followed")
        try writer.rename(to: folder.log("a.jsonl.1"))
        try agent.process.line(containing: "file renamed")
        // The program has not reopened its log yet.
        try writer.write(part(100..<200))
        try writer.reopen()
        try writer.write(part(200..<300))
        try writer.rotate(to: folder.log("a.jsonl.2"))
        try writer.write(part(300..<400))
        try agent.answer("stats") { $0["total"]?["count"]?.integer == log.oracle.records }
        #expect(try agent.stop() == 0)
        expectAccount(try folder.once(), log.oracle)
        expectRecords(try folder.records(), log.oracle)
    }

    @Test func termEndsWithSuccessAndTheOpenSegmentGoesOn() throws {
        let folder = try AgentFolder()
        let writer = try LogWriter(folder.log("a.jsonl"))
        let log = GeneratedLog(seed: 33, start: Times.ago(minutes: 30), .init(lines: 400, seconds: 1500))
        try writer.write(Array(log.bytes[..<log.lineStarts[200]]))
        let first = try folder.agent()
        let before = try first.answer("stats", "--by", "kind,event_type") {
            $0["total"]?["count"]?.integer ?? 0 > 180
        }
        let total = before["total"]?["count"]
        #expect(try first.stop() == 0)
        #expect(try folder.sealedSegments().isEmpty)
        #expect(first.process.errors.contains(" info stopped "))
        #expect(try FileSystem.status(folder.socket) == nil, "the socket's file goes with the agent")

        let second = try folder.agent()
        let after = try second.answer("stats", "--by", "kind,event_type") {
            $0["total"]?["count"] == total && $0["complete_from"] == nil
        }
        #expect(after["groups"] == before["groups"], "the last hour's figures come back with a restart")
        let slow = try second.answer("database", "slow", "--limit", "1000")
        #expect(
            Set(slow.elements.compactMap { $0["trace_id"]?.text })
                == Set(
                    log.oracle.operations.prefix { $0.number < Int64(total?.integer ?? 0) }
                        .filter { $0.key.kind == .database && $0.isSlow }.map(\.traceID)
                )
        )
        try writer.write(Array(log.bytes[log.lineStarts[200]...]))
        try second.answer("stats") { $0["total"]?["count"]?.integer == log.oracle.records }
        second.process.signal(SignalNumber.user1)
        try second.process.line(containing: "segment sealed")
        #expect(try folder.sealedSegments().count == 1)
        expectRecords(try folder.records(), log.oracle)
        let status = try second.answer("status") { $0["archive"]?["open_segment"]?.integer == 2 }
        #expect(status["archive"]?["last_commit"]?.integer ?? 0 > 1, "commits are counted on")
        #expect(try second.stop() == 0)
    }

    @Test func aReloadChangesWhatTheNextRecordIsDecidedBy() throws {
        let folder = try AgentFolder()
        let writer = try LogWriter(folder.log("a.jsonl"))
        let agent = try folder.agent()
        func write(_ name: String) throws {
            try writer.line(
                """
                {"ts":"\(SystemClock.now().text)","kind":"graphql","event":"query","operation":"\(name)",\
                "duration_ms":50}
                """
            )
        }
        try write("before")
        try agent.answer("stats") { $0["total"]?["count"]?.integer == 1 }
        folder.settings = "slow: {query: 40ms}"
        try folder.configure()
        agent.process.signal(SignalNumber.hangUp)
        let line = try agent.process.line(containing: "configuration read again")
        #expect(line.contains("slow.query"))
        try write("after")
        let answer = try agent.answer("stats") { $0["total"]?["count"]?.integer == 2 }
        #expect(answer["total"]?["slow_count"]?.integer == 1)

        // A broken one changes nothing.
        folder.settings = "slow: {query: 40 bananas}"
        try folder.configure()
        agent.process.signal(SignalNumber.hangUp)
        let refusal = try agent.process.line(containing: "configuration refused")
        #expect(refusal.contains("slow.query"))
        try write("still")
        #expect(
            try agent.answer("stats") { $0["total"]?["count"]?.integer == 3 }["total"]?["slow_count"]?.integer
                == 2
        )
        #expect(try agent.stop() == 0)
        let records = try folder.allRecords()
        #expect(records.map { $0.slow ?? false } == [false, true, true])
    }

    @Test func systemdHearsOfReadinessAndStopping() throws {
        let folder = try AgentFolder()
        try LogWriter(folder.log("a.jsonl")).line("{}")
        let systemd = try NotifySocket(folder.scratch.file("notify"))
        let agent = try folder.agent(["NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "600000"])
        var heard: [String] = []
        while heard.last != "READY=1", let message = systemd.next() { heard.append(message) }
        #expect(heard.last == "READY=1")
        var watchdogs = 0
        while watchdogs < 2, let message = systemd.next() { if message == "WATCHDOG=1" { watchdogs += 1 } }
        #expect(watchdogs == 2)
        agent.process.signal(SignalNumber.terminate)
        while heard.last != "STOPPING=1", let message = systemd.next() { heard.append(message) }
        #expect(heard.last == "STOPPING=1")
        #expect(try agent.process.end() == 0)
    }

    @Test func aDayIsTheSumOfItsSegments() throws {
        let folder = try AgentFolder()
        let writer = try LogWriter(folder.log("a.jsonl"))
        var all = Oracle()
        let agent = try folder.agent()
        // Two sealed segments and an open one; the last logs' times lie in the hours of the first again.
        for (index, minutes) in [Int64(600), 590, 30].enumerated() {
            let log = GeneratedLog(
                seed: 40 + UInt64(index),
                start: Times.ago(minutes: minutes),
                .init(lines: 300, firstNumber: all.records, seconds: 1500)
            )
            try writer.write(log.bytes)
            all.append(log.oracle)
            let answer = try agent.answer("stats", "--window", "24h", "--by", "kind,event_type") {
                $0["total"]?["count"]?.integer == all.records
            }
            expectGroups(answer, all)
            if index < 2 {
                agent.process.signal(SignalNumber.user1)
                try agent.process.line(containing: "segment sealed")
            }
        }
        let answer = try agent.answer("stats", "--window", "24h", "--by", "kind,event_type")
        expectGroups(answer, all)
        let hour = try agent.answer("stats", "--window", "1h")
        #expect(
            hour["total"]?["count"]?.integer == all.records
                - Int64(all.operations.filter { $0.time < Times.ago(minutes: 100) }.count)
        )
        #expect(try agent.stop() == 0)
        let again = try folder.agent()
        expectGroups(try again.answer("stats", "--window", "24h", "--by", "kind,event_type"), all)
        #expect(try again.stop() == 0)
    }

    @Test func metricsAreWhatPrometheusReads() throws {
        let folder = try AgentFolder()
        let writer = try LogWriter(folder.log("a.jsonl"))
        let agent = try folder.agent()
        let log = GeneratedLog(seed: 34, start: Times.ago(minutes: 3), .init(lines: 300, seconds: 100))
        try writer.write(log.bytes)
        try agent.answer("stats") { $0["total"]?["count"]?.integer == log.oracle.records }
        let metrics = try PrometheusText(try agent.control("metrics").text)
        #expect(metrics.problems.isEmpty)
        #expect(
            metrics.samples[#"fraiseqld_source_records_total{source="app"}"#] == Double(log.oracle.records)
        )
        #expect(
            metrics.samples[#"fraiseqld_source_rejected_lines_total{source="app"}"#]
                == Double(log.oracle.rejectedLines)
        )
        let operations = metrics.samples.filter { $0.key.hasPrefix("fraiseqld_window_operations{") }
        #expect(operations.values.reduce(0, +) == Double(log.oracle.records))
        #expect(try agent.stop() == 0)
    }
}

/// Compares a `stats --by kind,event_type` with an oracle; durations within 0.1 %, the rest exactly.
func expectGroups(_ answer: JSONTree, _ oracle: Oracle, _ place: SourceLocation = #_sourceLocation) {
    let groups = oracle.figures { "\($0.key.kind.name) \($0.key.eventType)" }
    #expect(answer["groups"]?.elements.count == groups.count, sourceLocation: place)
    var parts = (answer["groups"]?.elements ?? []).map { group in
        (group, groups["\(group["kind"]?.text ?? "") \(group["event_type"]?.text ?? "")"] ?? Figures())
    }
    if let total = answer["total"] { parts.append((total, oracle.figures { _ in 0 }[0] ?? Figures())) }
    for (group, exact) in parts {
        #expect(group["count"]?.integer == exact.count, sourceLocation: place)
        #expect(group["success_count"]?.integer == exact[.success], sourceLocation: place)
        #expect(group["error_count"]?.integer == exact[.error], sourceLocation: place)
        #expect(group["partial_error_count"]?.integer == exact[.partialError], sourceLocation: place)
        #expect(group["timeout_count"]?.integer == exact[.timeout], sourceLocation: place)
        #expect(group["denied_count"]?.integer == exact[.denied], sourceLocation: place)
        #expect(group["slow_count"]?.integer == exact.slow, sourceLocation: place)
        #expect(group["rows"]?.integer == exact.rows, sourceLocation: place)
        #expect(group["min_duration_ms"]?.nanoseconds == exact.durations.min(), sourceLocation: place)
        #expect(group["max_duration_ms"]?.nanoseconds == exact.durations.max(), sourceLocation: place)
        for (name, thousandths) in [("p50", 500), ("p95", 950), ("p99", 990)] {
            let value = group[name + "_duration_ms"]?.nanoseconds
            #expect(exact.isQuantile(value, thousandths: thousandths), "\(name)", sourceLocation: place)
        }
    }
}
