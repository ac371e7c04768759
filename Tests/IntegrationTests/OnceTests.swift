import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Testing

/// `fraiseqld --once` from files to archive, account and tables.
@Suite struct OnceTests {
    @Test func everyByteIsAccountedForAndEveryRecordArchivedOnce() throws {
        let folder = try AgentFolder()
        let log = GeneratedLog(seed: 1, start: Times.ago(minutes: 100))
        try folder.scratch.write("logs/a.jsonl", log.bytes)
        let account = try folder.once()
        expectAccount(account, log.oracle)
        expectAccount(account["this_run"], log.oracle)
        #expect(account["postgresql"]?.text == "off")
        #expect(log.oracle.rejects.count == 6, "the generator makes every class of broken line")

        let segments = try folder.sealedSegments()
        #expect(segments.count == 1)
        #expect(account["segments"]?[0]?["path"]?.text == segments.first)
        #expect(account["segments"]?[0]?["records"]?.integer == log.oracle.records)
        expectRecords(try folder.records(), log.oracle)
    }

    @Test func aSecondRunReadsNothingAndMakesNoSegment() throws {
        let folder = try AgentFolder()
        let log = GeneratedLog(seed: 2, start: Times.ago(minutes: 100), .init(lines: 200))
        try folder.scratch.write("logs/a.jsonl", log.bytes)
        try folder.once()
        let before = try folder.sealedSegments()
        let account = try folder.once()
        expectAccount(account, log.oracle)
        expectAccount(account["this_run"], Oracle())
        #expect(account["segments"]?.elements.isEmpty == true)
        #expect(try folder.sealedSegments() == before)
    }

    @Test func appendedLinesContinueWhereTheLastRunEnded() throws {
        let folder = try AgentFolder()
        let first = GeneratedLog(seed: 3, start: Times.ago(minutes: 100), .init(lines: 300))
        let next = GeneratedLog(
            seed: 4,
            start: Times.ago(minutes: 10),
            .init(lines: 300, firstNumber: first.oracle.records, seconds: 300)
        )
        let writer = try LogWriter(folder.log("a.jsonl"))
        try writer.write(first.bytes)
        try folder.once()
        try writer.write(next.bytes)
        let account = try folder.once()
        var both = first.oracle
        both.append(next.oracle)
        expectAccount(account["this_run"], next.oracle)
        expectAccount(account, both)
        #expect(try folder.sealedSegments().count == 2)
        expectRecords(try folder.records(), both)
    }

    @Test func tablesHoldTheOraclesFigures() throws {
        let schema = try TestServer.schema()
        let folder = try AgentFolder(schema.settings)
        let start = Times.ago(minutes: 100)
        let first = GeneratedLog(seed: 5, start: start)
        // The same hours again: windows of several segments have to be merged.
        let next = GeneratedLog(seed: 6, start: start, .init(firstNumber: first.oracle.records))
        let writer = try LogWriter(folder.log("a.jsonl"))
        try writer.write(first.bytes)
        #expect(try folder.once()["postgresql"]?.text == "sent")
        try writer.write(next.bytes)
        #expect(try folder.once()["postgresql"]?.text == "sent")
        var both = first.oracle
        both.append(next.oracle)

        let byType = both.figures { "\($0.key.kind.name)|\($0.key.eventType)" }
        let lines = byType.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.value.sqlText)" }
        #expect(try schema.figures(by: "kind, event_type") == lines)

        let byMinute = both.figures { operation in
            "\(operation.time.floor(toSeconds: 60))|\(operation.key.kind.name)|\(operation.key.operationName)"
        }
        let minutes = try schema.figures(by: "extract(epoch FROM window_start)::bigint, kind, operation_name")
        #expect(Set(minutes) == Set(byMinute.map { "\($0.key)|\($0.value.sqlText)" }))

        for (columns, figures) in [
            ("kind, event_type", both.figures { "\($0.key.kind.name) \($0.key.eventType)" }),
            ("kind", both.figures { $0.key.kind.name }),
            ("window_seconds", both.figures { _ in "60" }),
        ] {
            let quantiles = try schema.quantiles(by: columns)
            #expect(quantiles.count == figures.count)
            for (group, exact) in figures {
                let found = quantiles[group] ?? []
                for (index, thousandths) in [500, 950, 990].enumerated() {
                    let value = found.indices.contains(index) ? found[index] : nil
                    #expect(exact.isQuantile(value, thousandths: thousandths), "\(group) \(found)")
                }
            }
        }
        let segments = try schema.psql(
            "SELECT segment, state, rows > 0, head IS NOT NULL FROM \(schema.name).segment ORDER BY 1"
        )
        #expect(segments == "1|sealed|t|t\n2|sealed|t|t")
    }

    @Test func gzipFilesAreSources() throws {
        let folder = try AgentFolder()
        let log = GeneratedLog(seed: 7, start: Times.ago(minutes: 100), .init(lines: 500))
        let middle = log.lineStarts[250]
        // Two members, as `cat a.gz b.gz` makes them, with a line across their border.
        for (index, part) in [log.bytes[..<(middle + 7)], log.bytes[(middle + 7)...]].enumerated() {
            let gzip = try CommandRunner.run(["gzip", "-c"], input: Array(part))
            try folder.scratch.write("part\(index)", gzip.output)
        }
        let parts = try [0, 1].flatMap { try FileSystem.read(folder.scratch.file("part\($0)")) }
        try folder.scratch.write("logs/a.jsonl.gz", parts)
        let account = try folder.once()
        expectAccount(account, log.oracle)
        expectRecords(try folder.records(), log.oracle)
        let again = try folder.once()
        expectAccount(again["this_run"], Oracle())
    }

    @Test func crlfAndByteOrderMark() throws {
        let folder = try AgentFolder()
        let log = GeneratedLog(
            seed: 8,
            start: Times.ago(minutes: 100),
            .init(lines: 300, broken: 0.1, lineEnd: "\r\n")
        )
        try folder.scratch.write("logs/a.jsonl", [0xEF, 0xBB, 0xBF] + log.bytes)
        expectAccount(try folder.once(), log.oracle, skippedMore: 3)
        expectRecords(try folder.records(), log.oracle)
    }

    @Test func anUnterminatedLastLineIsPendingUntilItIsWholeOrFinal() throws {
        let folder = try AgentFolder()
        let log = GeneratedLog(seed: 9, start: Times.ago(minutes: 100), .init(lines: 100, broken: 0))
        let last = log.lineStarts[99]
        let writer = try LogWriter(folder.log("a.jsonl"))
        try writer.write(Array(log.bytes[..<(last + 50)]))
        let account = try folder.once()
        #expect(account["records"]?.integer == 99)
        #expect(account["sources"]?[0]?["bytes_pending"]?.integer == 50)
        #expect(account["sources"]?[0]?["bytes_total"]?.integer == Int64(last + 50))
        try writer.write(Array(log.bytes[(last + 50)...].dropLast()))
        let unterminated = try folder.once()
        #expect(unterminated["records"]?.integer == 99)
        #expect(unterminated["this_run"]?["records"]?.integer == 0)
        let ended = try folder.once("--final")
        #expect(ended["records"]?.integer == 100)
        #expect(ended["sources"]?[0]?["bytes_pending"]?.integer == 0)
        #expect(ended["sources"]?[0]?["bytes_total"]?.integer == Int64(log.bytes.count - 1))
        expectRecords(try folder.records(), log.oracle)
        // The line end that comes after all is an empty line, not a record.
        try writer.write("\n")
        let after = try folder.once()
        #expect(after["records"]?.integer == 100)
        #expect(after["sources"]?[0]?["bytes_total"]?.integer == Int64(log.bytes.count))
        #expect(after["this_run"]?["sources"]?[0]?["bytes_skipped"]?.integer == 1)
    }

    @Test func blankLinesAreSkippedAndCounted() throws {
        let folder = try AgentFolder()
        let log = GeneratedLog(seed: 10, start: Times.ago(minutes: 100), .init(lines: 50, broken: 0))
        var bytes = Array("\n\n\r\n".utf8)
        for (index, start) in log.lineStarts.enumerated() {
            let end = index + 1 < log.lineStarts.count ? log.lineStarts[index + 1] : log.bytes.count
            bytes += log.bytes[start..<end] + Array("\n".utf8)
        }
        try folder.scratch.write("logs/a.jsonl", bytes)
        let account = try folder.once()
        let source = account["sources"]?[0]
        #expect(source?["bytes_skipped"]?.integer == 54)
        #expect(source?["bytes_parsed"]?.integer == Int64(log.bytes.count))
        #expect(source?["bytes_total"]?.integer == Int64(bytes.count))
        #expect(source?["rejected"]?.integer == 0)
        #expect(source?["lines"]?.integer == 103)
        #expect(account["records"]?.integer == 50)
    }

    @Test func noSealLeavesTheSegmentOpenForTheNextRun() throws {
        let folder = try AgentFolder()
        let log = GeneratedLog(seed: 11, start: Times.ago(minutes: 100), .init(lines: 400))
        let writer = try LogWriter(folder.log("a.jsonl"))
        try writer.write(Array(log.bytes[..<log.lineStarts[200]]))
        let account = try folder.once("--no-seal")
        #expect(account["segments"]?.elements.isEmpty == true)
        #expect(try folder.sealedSegments().isEmpty)
        #expect(try folder.allRecords().count == Int(account["records"]?.integer ?? -1))
        try writer.write(Array(log.bytes[log.lineStarts[200]...]))
        expectAccount(try folder.once(), log.oracle)
        #expect(try folder.sealedSegments().count == 1)
        expectRecords(try folder.records(), log.oracle)
    }

    @Test func severalFilesAndSourcesKeepTheirOwnOrder() throws {
        let folder = try AgentFolder()
        folder.sources += "\n  - {name: old, type: operations, paths: [\"\(folder.scratch.path)/old/*\"]}"
        try folder.scratch.directory("old")
        var all: [String: Oracle] = [:]
        for (index, name) in ["logs/a.jsonl", "logs/b.jsonl", "old/c.log"].enumerated() {
            let log = GeneratedLog(
                seed: 12 + UInt64(index),
                start: Times.ago(minutes: 90),
                .init(lines: 300, firstNumber: Int64(index) * 10_000)
            )
            try folder.scratch.write(name, log.bytes)
            all[name] = log.oracle
        }
        let account = try folder.once()
        #expect(account["sources"]?.elements.map { $0["name"]?.text } == ["app", "app", "old"])
        let records = try folder.records()
        #expect(records.filter { $0.source == "old" }.count == Int(all["old/c.log"]?.records ?? -1))
        for (index, name) in ["logs/a.jsonl", "logs/b.jsonl", "old/c.log"].enumerated() {
            let own = records.filter { $0.number / 10_000 == index }
            expectRecords(own, all[name] ?? Oracle())
        }
    }
}
