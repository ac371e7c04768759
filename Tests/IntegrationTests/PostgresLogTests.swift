import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Testing

/// The log of a real server, in the three formats at once.
@Suite struct PostgresLogTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test func statementsEventsAndErrorsOfTheThreeFormatsAgree() throws {
        let server = try ThrowawayPostgres(settings: [
            "logging_collector": "on", "log_filename": "server.log", "log_rotation_age": "0",
            "log_destination": "stderr,csvlog,jsonlog", "log_line_prefix": "%m [%p] %q%u@%d/%a ",
            "log_min_duration_statement": "0", "log_timezone": "UTC", "log_error_verbosity": "verbose",
            "log_connections": "off", "log_checkpoints": "on",
        ])
        try #require(server.majorVersion >= 15, "jsonlog is there from PostgreSQL 15 on")
        let folder = try AgentFolder("slow: {database: 100ms}")
        folder.sources = [("stderr", "server.log"), ("csvlog", "server.csv"), ("jsonlog", "server.json")].map
        {
            """
              - name: \($0)
                type: postgresql
                paths: ["\(server.logDirectory)/\($1)"]
                format: \($0)
                log_line_prefix: \($0 == "stderr" ? "\"%m [%p] %q%u@%d/%a \"" : "auto")
            """
        }.joined(separator: "\n")
        let agent = try folder.agent()
        let parent = "00-\(PostgresLogTests.trace)-00f067aa0ba902b7-01"
        try server.psql(
            """
            CREATE TABLE item (id int PRIMARY KEY, name text);
            INSERT INTO item
              SELECT g, 'name ' || g
              FROM generate_series(1, 10) AS g;
            SELECT pg_sleep(0.12) /*traceparent='\(parent)'*/;
            SELECT name FROM item WHERE id = 4711;
            """
        )
        // Each in a session of its own, since psql ends at an error.
        for wrong in ["SELECT 1/0", "INSERT INTO item VALUES (1, 'twice')", "SELECT * FROM nothing_here"] {
            #expect(throws: (any Error).self) { try server.psql(wrong) }
        }
        try server.psql("CHECKPOINT; SELECT 'the end'")
        let slow = try agent.answer("database", "slow") { answer in
            answer.elements.filter { $0["trace_id"]?.text == PostgresLogTests.trace }.count == 3
        }
        for record in slow.elements.filter({ $0["trace_id"]?.text == PostgresLogTests.trace }) {
            #expect(record["type"]?.text == "select")
            #expect(record["duration_ms"]?.number ?? 0 >= 120)
            #expect(record["duration_ms"]?.number ?? 1e9 < 60_000)
            #expect(record["statement"]?.text?.contains("pg_sleep") == true)
        }
        // What is still held (nothing may follow) is ended by a run to the end.
        #expect(try agent.stop() == 0)
        try server.stop()
        let account = try folder.once("--final")
        for source in account["sources"]?.elements ?? [] {
            #expect(source["rejected"]?.integer == 0, "\(source)")
            #expect(source["bytes_pending"]?.integer == 0, "\(source)")
            let size = try FileSystem.status(source["path"]?.text ?? "")?.size
            #expect(source["bytes_total"]?.integer == size, "\(source)")
        }
        let records = try folder.records()
        for format in ["stderr", "csvlog", "jsonlog"] {
            let own = records.filter { $0.source == format }
            let errors = own.compactMap(\.error_code).filter { !$0.hasPrefix("00") && !$0.hasPrefix("57") }
            #expect(errors == ["22012", "23505", "42P01"], "\(format)")
            let insert = own.first { $0.event_type == "insert" && $0.error_code == nil }
            #expect(insert?.statement?.contains("generate_series") == true, "\(format)")
            #expect(insert?.status == "success")
            let lookup = own.first { $0.statement?.hasPrefix("SELECT name FROM item") == true }
            #expect(lookup?.statement?.contains("4711") == false, "literals are redacted: \(format)")
            #expect(own.contains { $0.kind == "server" && $0.event_type == "checkpoint" }, "\(format)")
            #expect(own.filter { $0.trace_id == PostgresLogTests.trace }.map(\.slow) == [true], "\(format)")
        }
        // The same statements, with the same durations, whatever the format.
        func statements(_ format: String) -> [String] {
            records.filter { $0.source == format && $0.kind == "database" }
                .map {
                    "\($0.event_type ?? "") \($0.duration ?? -1) \($0.statement ?? "") \($0.error_code ?? "")"
                }
                .sorted()
        }
        #expect(statements("stderr") == statements("csvlog"))
        #expect(statements("csvlog") == statements("jsonlog"))
    }
}
