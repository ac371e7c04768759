import FraiseModel
import FraisePlatform
import Testing

@testable import FraiseParse

@Suite struct PostgresStderrParserTests {
    private let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func settings(_ prefix: String, keep: Bool = false, zone: String? = nil) throws
        -> PostgresLogSettings
    {
        var settings = PostgresLogSettings()
        settings.format = .stderr
        settings.prefix = try LogLinePrefix(prefix)
        settings.keepsLiterals = keep
        settings.zone = try zone.map { try TimeZoneDatabase().rules(named: $0) }
        return settings
    }

    private let interleaved = """
        2026-03-01 10:00:00.100 UTC [11] ann@shop LOG:  duration: 1.500 ms  statement: SELECT *
        \t  FROM orders
        \t WHERE note = 'one
        \ttwo' /*action='list',traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/;
        2026-03-01 10:00:00.101 UTC [12] bob@shop ERROR:  duplicate key value violates unique constraint "orders_pkey"
        2026-03-01 10:00:00.102 UTC [11] ann@shop LOG:  duration: 12 ms  execute fetch: UPDATE orders SET n = $1
        2026-03-01 10:00:00.101 UTC [12] bob@shop DETAIL:  Key (id)=(77) already exists.
        2026-03-01 10:00:00.101 UTC [12] bob@shop STATEMENT:  INSERT INTO orders
        \t  VALUES (77, 'secret');
        2026-03-01 10:00:00.102 UTC [11] ann@shop DETAIL:  parameters: $1 = 'hush'
        2026-03-01 10:00:00.103 UTC [13] LOG:  checkpoint complete: wrote 5 buffers (0.0%); total=0.250 s; sync files=0

        """

    @Test func sessionsAreToldApart() throws {
        let reading = PostgresLogReading.read(interleaved, settings: try settings("%m [%p] %q%u@%d "))
        let records = try reading.records
        #expect(records.count == 4)
        #expect(reading.rejects.isEmpty && reading.problem == nil && reading.held.isEmpty)
        let select = try #require(records.first { $0.event_type == "select" })
        #expect(select.statement == "SELECT * FROM orders WHERE note = ?")
        #expect(
            select.duration_ms == 1.5 && select.pid == 11 && select.db_user == "ann"
                && select.database == "shop"
        )
        #expect(select.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736" && select.operation_name == "list")
        let update = try #require(records.first { $0.event_type == "update" })
        #expect(
            update.attributes?.detail == "parameters: $1 = '***'" && update.attributes?.prepared == "fetch"
        )
        let insert = try #require(records.first { $0.event_type == "insert" })
        #expect(insert.kind == "database" && insert.status == "error" && insert.severity == "error")
        #expect(insert.statement == "INSERT INTO orders VALUES (?, ...)")
        #expect(insert.attributes?.detail == "Key (id)=(***) already exists.")
        #expect(insert.error == "duplicate key value violates unique constraint \"orders_pkey\"")
        let checkpoint = try #require(records.first { $0.event_type == "checkpoint" })
        #expect(checkpoint.kind == "server" && checkpoint.duration_ms == 250 && checkpoint.db_user == nil)
    }

    @Test func ledgerHoldsEveryByte() throws {
        let text = "no prefix at all\n\n" + interleaved + "\ttail of nothing known\n"
        let bytes = Array(text.utf8)
        let reading = PostgresLogReading.read(bytes, settings: try settings("%m [%p] %q%u@%d "))
        let ledger = reading.ledger
        #expect(ledger.heldBytes == 0 && ledger.lostBytes == 0)
        #expect(ledger.parsedBytes + ledger.rejectedBytes + ledger.skippedBytes == Int64(bytes.count))
        #expect(ledger.skippedBytes == 1 && ledger.rejectedLines == 1)
        #expect(ledger.lines == Int64(PostgresLogReading.lineEnds(bytes).count))
    }

    @Test func literalsAreKeptWhereConfigured() throws {
        let reading = PostgresLogReading.read(
            interleaved,
            settings: try settings("%m [%p] %q%u@%d ", keep: true)
        )
        let records = try reading.records
        let select = try #require(records.first { $0.event_type == "select" })
        #expect(select.statement?.contains("'one\ntwo'") == true)
        let redacted = try PostgresLogReading.read(interleaved, settings: settings("%m [%p] %q%u@%d "))
            .records
        #expect(select.fingerprint == redacted.first { $0.event_type == "select" }?.fingerprint)
        #expect(records.contains { $0.attributes?.detail == "Key (id)=(77) already exists." })
    }

    @Test func nothingSecretIsHeldOrWritten() throws {
        let bytes = Array(interleaved.utf8)
        for end in PostgresLogReading.lineEnds(bytes) {
            let reading = PostgresLogReading.read(
                Array(bytes[..<end]),
                settings: try settings("%m [%p] %q%u@%d "),
                finish: false
            )
            let shown =
                reading.lines.joined()
                + reading.held.values.map { String(decoding: $0.state, as: UTF8.self) }.joined()
            for secret in ["one", "two", "secret", "hush", "(77"] {
                #expect(!shown.contains(secret), "\(secret) at \(end)")
            }
        }
    }

    @Test func statementAndItsBareDurationAreOneRecord() throws {
        let log = """
            2026-03-01 10:00:00.000 UTC [5] LOG:  statement: SELECT 1;
            2026-03-01 10:00:00.010 UTC [5] LOG:  temporary file: path "base/x", size 8192
            2026-03-01 10:00:00.020 UTC [5] LOG:  duration: 20.000 ms
            2026-03-01 10:00:01.000 UTC [5] LOG:  execute p1: DELETE FROM t WHERE a = $1
            2026-03-01 10:00:01.000 UTC [5] DETAIL:  parameters: $1 = '4'
            2026-03-01 10:00:02.000 UTC [5] ERROR:  permission denied for table t
            2026-03-01 10:00:02.000 UTC [5] STATEMENT:  DELETE FROM t WHERE a = $1
            2026-03-01 10:00:03.000 UTC [5] LOG:  statement: COMMIT

            """
        let records = try PostgresLogReading.read(log, settings: settings("%m [%p] ")).records
        #expect(records.map(\.event_type) == ["temp_file", "select", "delete", "commit"])
        #expect(records[1].duration_ms == 20 && records[1].timestamp.hasPrefix("2026-03-01T10:00:00.020"))
        #expect(records[2].status == "denied" && records[3].duration_ms == nil)
        #expect(records[0].attributes?.size == 8192)
    }

    @Test func errorsGetTheirStatus() throws {
        let log = """
            2026-03-01 10:00:00.000 UTC [5] 57014 ERROR:  canceling statement due to statement timeout
            2026-03-01 10:00:00.000 UTC [5] 57014 STATEMENT:  SELECT pg_sleep(9)
            2026-03-01 10:00:00.000 UTC [5] 57014 ERROR:  canceling statement due to user request
            2026-03-01 10:00:00.000 UTC [6] 28P01 FATAL:  password authentication failed for user "eve"
            2026-03-01 10:00:00.000 UTC [7] 42501 ERROR:  permission denied for table t
            2026-03-01 10:00:00.000 UTC [8] 40P01 ERROR:  deadlock detected
            2026-03-01 10:00:00.000 UTC [8] 40P01 DETAIL:  Process 8 waits for ShareLock; blocked by process 9.
            \tProcess 8: UPDATE t SET a = 'x'
            \t  WHERE b = 'y'
            \tProcess 9: DELETE FROM t WHERE c = 5
            2026-03-01 10:00:00.000 UTC [9] 57P01 FATAL:  terminating connection due to administrator command

            """
        let records = try PostgresLogReading.read(log, settings: settings("%m [%p] %e ")).records
        #expect(records.map(\.status) == ["timeout", "error", "denied", "denied", "error", "error"])
        #expect(records.map(\.kind) == ["database", "server", "security", "server", "server", "server"])
        #expect(
            records.map(\.event_type) == ["select", "error", "auth.failure", "error", "deadlock", "error"]
        )
        #expect(
            records[2].db_user == "eve" && records[0].error_code == "57014"
                && records[2].severity == "critical"
        )
        let detail = try #require(records[4].attributes?.detail)
        #expect(
            detail.hasSuffix("Process 8: UPDATE t SET a = ?\nProcess 9: DELETE FROM t WHERE c = ?"),
            "\(detail)"
        )
    }

    @Test func verboseErrorsCarryCodeAndLocation() throws {
        let log = """
            2026-03-01 10:00:00.000 UTC [5] ERROR:  42P01: relation "nope" does not exist at character 15
            2026-03-01 10:00:00.000 UTC [5] LOCATION:  parserOpenTable, parse_relation.c:1392
            2026-03-01 10:00:00.000 UTC [5] STATEMENT:  SELECT * FROM nope
            2026-03-01 10:00:01.000 UTC [5] LOG:  00000: disconnection: session time: 0:00:01.0 user=a database=b host=10.0.0.7 port=99
            2026-03-01 10:00:01.000 UTC [5] LOCATION:  log_disconnections, postgres.c:4722
            2026-03-01 10:00:01.000 UTC [6] LOG:  00000: connection received: host=10.0.0.8 port=99

            """
        let reading = try PostgresLogReading.read(log, settings: settings("%m [%p] "))
        let records = try reading.records
        #expect(records.count == 3)
        #expect(records[0].error_code == "42P01" && records[0].error == "relation \"nope\" does not exist")
        #expect(records[0].attributes?.cursor_position == 15)
        #expect(records[0].attributes?.location == "parserOpenTable, parse_relation.c:1392")
        #expect(
            records[1].event_type == "disconnection" && records[1].ip_address == "10.0.0.7"
                && records[1].db_user == "a"
        )
        #expect(records[2].event_type == "connection" && records[2].ip_address == "10.0.0.8")
    }

    @Test func serverEventsAreRecognised() throws {
        let messages: [(String, String)] = [
            ("process 7 still waiting for ShareLock on transaction 5 after 1000.1 ms", "lock_wait"),
            ("automatic vacuum of table \"a.b.c\": index scans: 0", "autovacuum"),
            ("automatic aggressive vacuum of table \"a.b.c\": index scans: 0", "autovacuum"),
            (
                "automatic analyze of table \"a.b.c\" system usage: CPU: user: 0.00 s, system: 0.00 s, elapsed: 0.02 s",
                "autoanalyze"
            ),
            ("connection authorized: user=u database=d", "authentication"),
            ("restartpoint starting: time", "checkpoint"),
            ("database system is ready to accept connections", "log"),
        ]
        for (message, type) in messages {
            let log = "2026-03-01 10:00:00.000 UTC [5] LOG:  \(message)\n"
            let record = try #require(
                try PostgresLogReading.read(log, settings: settings("%m [%p] ")).records.first
            )
            #expect(
                record.event_type == type && record.kind == "server" && record.status == "success",
                "\(message)"
            )
            #expect(record.attributes?.message == message)
            if type == "autoanalyze" { #expect(record.duration_ms == 20 && record.resource == "table:a.b.c") }
        }
    }

    @Test func traceComesFromTheCommentThenTheApplication() throws {
        let other = "00-11111111111111111111111111111111-2222222222222222-00"
        let log = """
            2026-03-01 10:00:00.000 UTC [5] \(other) LOG:  duration: 1.0 ms  statement: SELECT 1 /*traceparent='\(parent)'*/
            2026-03-01 10:00:00.000 UTC [5] \(other) LOG:  duration: 1.0 ms  statement: SELECT 1

            """
        let records = try PostgresLogReading.read(log, settings: settings("%m [%p] %a ")).records
        #expect(
            records.map(\.trace_id) == [
                "4bf92f3577b34da6a3ce929d0e0e4736", String(repeating: "1", count: 32),
            ]
        )
        #expect(records[1].parent_span_id == "2222222222222222")
    }

    @Test func plansAreRedactedAndNoStatement() throws {
        let log = """
            2026-03-01 10:00:00.000 UTC [5] LOG:  duration: 3.5 ms  plan:
            \tQuery Text: SELECT * FROM t WHERE a = 'pw' AND b = 42
            \tSeq Scan on t  (cost=0.00..35.50 rows=10 width=4)
            \t  Filter: ((a = 'pw'::text) AND (b = 42))

            """
        let record = try #require(
            try PostgresLogReading.read(log, settings: settings("%m [%p] ")).records.first
        )
        #expect(record.kind == "server" && record.event_type == "plan" && record.duration_ms == 3.5)
        let plan = try #require(record.attributes?.plan)
        #expect(!plan.contains("pw") && !plan.contains("42") && plan.contains("cost=0.00..35.50 rows=10"))
    }

    @Test func abbreviationsNeedTheirZone() throws {
        let log = """
            2026-10-25 02:30:00.000 CEST [5] LOG:  a
            2026-10-25 02:30:00.000 CET [5] LOG:  b
            2026-10-25 02:30:00.000 -0330 [5] LOG:  c

            """
        let unread = try PostgresLogReading.read(log, settings: settings("%m [%p] "))
        #expect(unread.lines.count == 1 && unread.rejects.count == 2)
        #expect(unread.rejects.allSatisfy { $0.reason == .noTimestamp })
        #expect(unread.problem?.contains("CEST") == true || unread.problem?.contains("CET") == true)
        let read = try PostgresLogReading.read(log, settings: settings("%m [%p] ", zone: "Europe/Berlin"))
        #expect(
            try read.records.map { String($0.timestamp.prefix(16)) } == [
                "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T06:00",
            ]
        )
        let wrong = try PostgresLogReading.read(log, settings: settings("%m [%p] ", zone: "Asia/Kolkata"))
        #expect(wrong.rejects.count == 2 && wrong.problem?.contains("Asia/Kolkata") == true)
    }

    @Test func wrongPrefixIsAProblemNotSilence() throws {
        let reading = try PostgresLogReading.read(interleaved, settings: settings("%t:%r:%u@%d:[%p]:"))
        #expect(reading.lines.isEmpty && !reading.rejects.isEmpty)
        #expect(reading.problem?.contains("log_line_prefix") == true)
        let nothing = PostgresLogReading.read("hello\nworld\n")
        #expect(nothing.problem != nil && nothing.rejects.count == 2)
    }

    @Test func otherLanguages() throws {
        let log = """
            2026-03-01 10:00:00.000 UTC [5] FEHLER:  Relation »x« existiert nicht
            2026-03-01 10:00:00.000 UTC [5] ANWEISUNG:  SELECT * FROM x
            2026-03-01 10:00:00.000 UTC [6] ERREUR:  la relation n'existe pas
            2026-03-01 10:00:00.000 UTC [6] INSTRUCTION :  SELECT 1

            """
        let records = try PostgresLogReading.read(log, settings: settings("%m [%p] ")).records
        #expect(records.map(\.status) == ["error", "error"] && records[0].statement == "SELECT * FROM x")
    }
}
