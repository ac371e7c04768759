import FraiseModel
import FraiseTestSupport
import Testing

@testable import FraisePostgres

@Suite struct MigrationsTests {
    private func migrations(_ schema: String = "mon") throws -> Migrations {
        Migrations(schema: try SchemaName(schema))
    }

    @Test func secondTimeDoesNothing() throws {
        let database = try TestServer.database()
        let connection = try database.connection()
        #expect(try migrations().apply(on: connection) == Migration.all.count)
        #expect(try migrations().apply(on: connection) == 0)
        let versions = try database.psql(
            "SELECT string_agg(version::text, ',' ORDER BY version) FROM mon.schema_migration"
        )
        #expect(versions == Migration.all.map { String($0.version) }.joined(separator: ","))
    }

    @Test func fourAtOnce() async throws {
        let database = try TestServer.database()
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { try migrations().apply(on: database.connection()) }
            }
            return try await group.reduce(0, +)
        }
        #expect(applied == Migration.all.count)
    }

    @Test func hostileSchemaName() async throws {
        let database = try TestServer.database()
        let name = #"a "b' \c; DROP"#
        let publisher = try PostgresPublisher(settings: PostgresSettings(url: database.url, schema: name))
        _ = try await publisher.amend(Sample.publication([Sample.row()]), at: Sample.now)
        #expect(try database.psql(#"SELECT count FROM "a ""b' \c; DROP".operation_window"#) == "1")
        _ = try await publisher.maintain(at: Timestamp(seconds: Sample.now.seconds + 500 * 86_400))
        #expect(try database.psql(#"SELECT count(*) FROM "a ""b' \c; DROP".operation_window"#) == "0")
    }

    @Test func newerSchemaIsRefused() throws {
        let database = try TestServer.database()
        let connection = try database.connection()
        try migrations().apply(on: connection)
        _ = try database.psql("INSERT INTO mon.schema_migration VALUES (99, 'from the future')")
        let error = #expect(throws: PostgresError.self) { try migrations().apply(on: connection) }
        #expect(error?.kind == .unsuitable)
        #expect(error?.message.contains("99") == true)
    }

    @Test(arguments: ["SQL_ASCII", "LATIN1"])
    func otherEncodingsAreRefused(encoding: String) throws {
        let database = try TestServer.database("ENCODING '\(encoding)' TEMPLATE template0 LOCALE 'C'")
        let error = #expect(throws: PostgresError.self) { try migrations().apply(on: database.connection()) }
        #expect(error?.kind == .unsuitable)
        #expect(error?.message.contains(encoding) == true)
        #expect(error?.remedy.contains("--encoding=UTF8") == true)
    }

    @Test func withoutRightsTheRemedyIsNamed() throws {
        let database = try TestServer.database()
        _ = try database.psql("CREATE ROLE poor_\(database.name) LOGIN")
        let url = database.server.url(database: database.name, user: "poor_" + database.name)
        let connection = try PostgresConnection(
            ConnectionTarget(url),
            limits: .init(),
            interruption: Interruption()
        )
        let error = #expect(throws: PostgresError.self) { try migrations().apply(on: connection) }
        #expect(error?.sqlState == "42501")
        #expect(error?.remedy.contains("docs/summary-table.md") == true)
    }

    @Test func aFailedStepLeavesNothing() throws {
        let database = try TestServer.database()
        let connection = try database.connection()
        var broken = try migrations()
        broken.steps.append(
            Migration(version: 99, name: "broken", sql: "CREATE TABLE @schema@.x (); SELECT 1/0")
        )
        #expect(throws: PostgresError.self) { try broken.apply(on: connection) }
        #expect(try database.psql("SELECT count(*) FROM pg_namespace WHERE nspname = 'mon'") == "0")
    }
}
