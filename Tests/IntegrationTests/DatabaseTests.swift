import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Testing

/// The running agent and a PostgreSQL server that comes, goes and refuses.
@Suite(.serialized) struct DatabaseTests {
    private static let quick = "health: {interval: 1s, worsen_after: 1, recover_after: 1}"

    /// Rows of closed minutes are sent by themselves; all of them after sealing.
    @Test func rowsEqualTheAnswersAndTheArchive() throws {
        let schema = try TestServer.schema()
        let folder = try AgentFolder(schema.settings + "\n" + DatabaseTests.quick)
        let writer = try LogWriter(folder.log("a.jsonl"))
        let log = GeneratedLog(seed: 51, start: Times.ago(minutes: 40), .init(lines: 500, seconds: 2000))
        try writer.write(log.bytes)
        let agent = try folder.agent()
        let answer = try agent.answer("stats", "--by", "kind,event_type") {
            $0["total"]?["count"]?.integer == log.oracle.records
        }
        let rows = Set(
            log.oracle.figures { operation in
                "\(operation.time.floor(toSeconds: 60))|\(operation.key.kind.name)|\(operation.key.eventType)|"
                    + operation.key.operationName
            }.map { "\($0.key)|\($0.value.sqlText)" }
        )
        try agent.answer("status") { status in
            status["postgresql"]?["state"]?.text == "connected"
                && status["postgresql"]?["rows_sent"]?.integer ?? 0 >= rows.count
        }
        #expect(try schema.psql("SELECT state FROM \(schema.name).segment") == "open")
        #expect(try rowsByMinute(schema) == rows)
        try expectSame(answer, schema)

        agent.process.signal(SignalNumber.user1)
        try agent.process.line(containing: "segment sealed")
        try waitUntilSealed(1, schema, agent)
        #expect(try rowsByMinute(schema) == rows)
        #expect(try schema.psql("SELECT count(*) FROM \(schema.name).segment_head") == "1")
        #expect(try agent.stop() == 0)
    }

    @Test func aDatabaseThatAppearsLaterGetsEverything() throws {
        let server = try ThrowawayPostgres()
        try server.stop()
        let schema = TestSchema(server: server, database: "postgres", name: "mon")
        let folder = try AgentFolder(schema.settings + "\n" + DatabaseTests.quick)
        let writer = try LogWriter(folder.log("a.jsonl"))
        let log = GeneratedLog(seed: 52, start: Times.ago(minutes: 40), .init(lines: 600, seconds: 2000))
        func part(_ lines: Range<Int>) -> [UInt8] {
            let end =
                lines.upperBound < log.lineStarts.count ? log.lineStarts[lines.upperBound] : log.bytes.count
            return Array(log.bytes[log.lineStarts[lines.lowerBound]..<end])
        }
        try writer.write(part(0..<200))
        let agent = try folder.agent()
        try agent.process.line(containing: "rows cannot be sent")
        try agent.answer("stats") { $0["total"]?["count"]?.integer ?? 0 > 0 }
        let health = try agent.answer("health", "agent") { $0["status"]?.text == "degraded" }
        #expect(
            health.warnings.contains {
                $0.contains("cannot be reached") && $0.contains(server.socketDirectory)
            }
        )
        #expect(try agent.answer("status")["postgresql"]?["state"]?.text == "unreachable")

        try server.start()
        try agent.process.line(containing: "database reached again")
        try agent.answer("health", "agent") { $0["status"]?.text == "healthy" }

        // A crash of the server in the middle, with a segment sealed while it is away.
        try server.stop(.immediate)
        try writer.write(part(200..<400))
        try agent.answer("stats") { $0["total"]?["count"]?.integer ?? 0 > 380 }
        agent.process.signal(SignalNumber.user1)
        try agent.process.line(containing: "segment sealed")
        try server.start()
        try writer.write(part(400..<600))
        try agent.answer("stats") { $0["total"]?["count"]?.integer == log.oracle.records }
        agent.process.signal(SignalNumber.user1)
        try agent.process.line(containing: "segment sealed")
        try waitUntilSealed(2, schema, agent)
        #expect(try agent.stop() == 0)

        // The table and the archive agree, record by record.
        let archived = try folder.records()
        expectRecords(archived, log.oracle)
        let byType = log.oracle.figures { "\($0.key.kind.name)|\($0.key.eventType)" }
        #expect(
            try schema.figures(by: "kind, event_type")
                == byType.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.value.sqlText)" }
        )
    }

    @Test func aWrongPasswordIsNamedAndIngestGoesOn() throws {
        let server = try TestServer.shared
        try server.psql("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        let url = "postgresql:///postgres?host=\(server.socketDirectory)&user=guarded"
        let folder = try AgentFolder(
            "postgresql: {url: \"\(url)\", flush_interval: 1s}\n\(DatabaseTests.quick)"
        )
        let writer = try LogWriter(folder.log("a.jsonl"))
        let log = GeneratedLog(
            seed: 53,
            start: Times.ago(minutes: 40),
            .init(lines: 100, broken: 0, seconds: 1000)
        )
        try writer.write(log.bytes)
        let agent = try folder.agent(["PGPASSWORD": "s3cret-wrong"])
        let health = try agent.answer("health", "agent") { $0["status"]?.text == "degraded" }
        #expect(
            health.warnings.contains {
                $0.contains("password authentication failed") && $0.contains("guarded")
            }
        )
        try agent.answer("stats") { $0["total"]?["count"]?.integer == 100 }
        let database = try agent.answer("health", "database")
        #expect(database["status"]?.text == "unhealthy")
        #expect(try agent.stop() == 0)
        #expect(!agent.process.errors.contains("s3cret"))

        // In a single run all else is done, and the exit code says that the rows are missing.
        let words = [
            try BuiltProgram.agent.path(), "--config", folder.scratch.file("fraiseqld.yaml"), "--once",
        ]
        let environment = ["HOME": folder.scratch.path, "PGPASSWORD": "s3cret-wrong"]
        let once = try CommandRunner.run(words, environment: environment)
        #expect(once.code == 69)
        #expect(try once.json()["postgresql"]?.text == "pending")
        #expect(once.errors.contains("password authentication failed"))
        #expect(try folder.records().count == 100)
    }

    @Test(arguments: ["SQL_ASCII", "LATIN1"])
    func aDatabaseInAnotherEncodingIsNamed(_ encoding: String) throws {
        let server = try TestServer.shared
        let name = "other_\(encoding.lowercased())"
        try server.psql("CREATE DATABASE \(name) ENCODING '\(encoding)' LOCALE 'C' TEMPLATE template0")
        let schema = TestSchema(server: server, database: name, name: "mon")
        let folder = try AgentFolder(schema.settings + "\n" + DatabaseTests.quick)
        let log = GeneratedLog(
            seed: 54,
            start: Times.ago(minutes: 40),
            .init(lines: 100, broken: 0, seconds: 1000)
        )
        try folder.scratch.write("logs/a.jsonl", log.bytes)
        let agent = try folder.agent()
        let health = try agent.answer("health", "agent") { $0["status"]?.text == "degraded" }
        #expect(
            health.warnings.contains { $0.contains(encoding) && $0.contains("UTF8") && $0.contains(name) }
        )
        try agent.answer("stats") { $0["total"]?["count"]?.integer == 100 }
        #expect(try agent.stop() == 0)
        #expect(try schema.psql("SELECT count(*) FROM pg_namespace WHERE nspname = 'mon'") == "0")
    }

    // MARK: Parts

    private func rowsByMinute(_ schema: TestSchema) throws -> Set<String> {
        Set(
            try schema.figures(
                by: "extract(epoch FROM window_start)::bigint, kind, event_type, operation_name"
            )
        )
    }

    private func waitUntilSealed(_ segments: Int, _ schema: TestSchema, _ agent: AgentProcess) throws {
        let query = "SELECT count(*) FROM \(schema.name).segment WHERE state = 'sealed'"
        try agent.answer("status") { _ in (try? schema.psql(query)) == "\(segments)" }
    }

    /// What the socket says is what the tables say, quantiles to the last digit.
    private func expectSame(_ answer: JSONTree, _ schema: TestSchema) throws {
        let quantiles = try schema.quantiles(by: "kind, event_type")
        for group in answer["groups"]?.elements ?? [] {
            let name = "\(group["kind"]?.text ?? "") \(group["event_type"]?.text ?? "")"
            let shown = ["p50", "p95", "p99"].compactMap { group[$0 + "_duration_ms"]?.nanoseconds }
            #expect(shown == quantiles[name], "\(name)")
        }
    }
}

extension JSONTree {
    /// The warnings of a component of health.
    var warnings: [String] { (self["warnings"]?.elements ?? []).compactMap(\.text) }
}
