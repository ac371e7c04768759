import FraiseModel
import FraiseTestSupport
import Testing

@testable import FraisePostgres

@Suite struct PostgresConnectionTests {
    @Test func textsPassUnchanged() throws {
        let connection = try TestServer.database().connection()
        let texts = [
            "", "it's", "\"\\\\\"", "{a,b}", "NULL", "日本 🐘 é", "'; DROP TABLE x; --", "\u{1b}[31m", "a\nb\tc",
        ]
        var literal = ArrayLiteral()
        for text in texts { literal.append(text) }
        let rows = try connection.execute("SELECT * FROM unnest($1::text[])", [literal.text])
        #expect((0..<rows.count).map { rows[$0, 0] } == texts)
    }

    @Test func nullIsNotTheTextNull() throws {
        let connection = try TestServer.database().connection()
        var literal = ArrayLiteral()
        literal.append(nil as String?)
        literal.append("NULL")
        let rows = try connection.execute("SELECT * FROM unnest($1::text[])", [literal.text])
        #expect(rows[0, 0] == nil)
        #expect(rows[1, 0] == "NULL")
    }

    @Test func nulIsRefusedBeforeItIsCut() throws {
        let connection = try TestServer.database().connection()
        let error = #expect(throws: PostgresError.self) {
            try connection.execute("SELECT $1::text", ["a\0b"])
        }
        #expect(error?.refusesValues == true)
        #expect(connection.isOpen)
    }

    @Test func serverErrorsCarryTheirState() throws {
        let connection = try TestServer.database().connection()
        let error = #expect(throws: PostgresError.self) { try connection.execute("SELECT 1/0") }
        #expect(error?.sqlState == "22012")
        #expect(error?.refusesValues == true)
        #expect(try connection.execute("SELECT 1").integer(0, 0) == 1)
    }

    @Test func statementsEndInTime() throws {
        let connection = try TestServer.database().connection(statement: .milliseconds(50))
        let error = #expect(throws: PostgresError.self) { try connection.execute("SELECT pg_sleep(30)") }
        #expect(error?.sqlState == "57014")
        #expect(connection.isOpen)
    }

    @Test func aServerThatDoesNotKeepItsLimitIsLeft() throws {
        let connection = try TestServer.database().connection()
        let deadline = ContinuousClock.now + .milliseconds(50)
        let error = #expect(throws: PostgresError.self) {
            try connection.execute("SELECT pg_sleep(30)", until: deadline)
        }
        #expect(error?.kind == .timeout)
        #expect(!connection.isOpen)
    }

    @Test func failedTransactionsLeaveNothing() throws {
        let connection = try TestServer.database().connection()
        try connection.run(script: "CREATE TABLE t (a int); INSERT INTO t VALUES (1)")
        #expect(throws: PostgresError.self) {
            try connection.transaction { () throws(PostgresError) in
                try connection.execute("INSERT INTO t VALUES (2)")
                try connection.execute("INSERT INTO t VALUES ('x')")
            }
        }
        #expect(try connection.execute("SELECT sum(a) FROM t").integer(0, 0) == 1)
    }

    @Test func namesItselfAndSpeaksUTF8() throws {
        let connection = try TestServer.database().connection()
        let rows = try connection.execute(
            "SELECT current_setting('application_name'), current_setting('client_encoding')"
        )
        #expect(rows[0, 0] == "fraiseqld")
        #expect(rows[0, 1] == "UTF8")
    }

    @Test func wrongPasswordIsNamedAndNotShown() throws {
        let server = try TestServer.shared.get()
        try server.psql("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        let url = "postgresql://guarded:wr0ng-s3cret@/postgres?host=\(server.socketDirectory)"
        let error = #expect(throws: PostgresError.self) {
            try PostgresConnection(ConnectionTarget(url), limits: .init(), interruption: Interruption())
        }
        #expect(error?.sqlState == "28P01")
        #expect(error?.needsPerson == true)
        #expect(error?.description.contains("wr0ng-s3cret") == false)
        #expect(error?.description.contains("guarded") == true)
        #expect(error?.remedy.contains("pgpass") == true)
    }

    @Test func theNextHostIsTried() throws {
        let database = try TestServer.database()
        let url = "host=/nowhere,\(database.server.socketDirectory) dbname=\(database.name) user=postgres"
        let connection = try PostgresConnection(
            ConnectionTarget(url),
            limits: .init(),
            interruption: Interruption()
        )
        #expect(try connection.execute("SELECT current_database()")[0, 0] == database.name)
        let none = "host=/nowhere,/nowhere-else dbname=x"
        let error = #expect(throws: PostgresError.self) {
            try PostgresConnection(ConnectionTarget(none), limits: .init(), interruption: Interruption())
        }
        #expect(error?.kind == .connection)
    }

    @Test func missingDatabaseIsNamed() throws {
        let server = try TestServer.shared.get()
        let error = #expect(throws: PostgresError.self) {
            try PostgresConnection(
                ConnectionTarget(server.url(database: "nowhere")),
                limits: .init(),
                interruption: Interruption()
            )
        }
        #expect(error?.sqlState == "3D000")
        #expect(error?.message.contains("nowhere") == true)
    }

    @Test func interruptionEndsAWait() async throws {
        let database = try TestServer.database()
        let interruption = Interruption()
        let connection = try PostgresConnection(
            ConnectionTarget(database.url),
            limits: .init(),
            interruption: interruption
        )
        interruption.request()
        let error = #expect(throws: PostgresError.self) { try connection.execute("SELECT pg_sleep(30)") }
        #expect(error?.kind == .interrupted)
    }
}
