import FraiseModel
import FraiseTestSupport
import Testing

@testable import FraisePostgres

/// The script in docs/summary-table.md gives a role that can fill the tables and cannot change a head.
@Suite struct LeastPrivilegeTests {
    private static let script = """
        CREATE ROLE fraiseqld LOGIN;
        GRANT USAGE ON SCHEMA fraiseql_monitor TO fraiseqld;
        GRANT SELECT ON ALL TABLES IN SCHEMA fraiseql_monitor TO fraiseqld;
        GRANT INSERT, UPDATE, DELETE ON fraiseql_monitor.operation_summary, fraiseql_monitor.segment,
          fraiseql_monitor.server_event, fraiseql_monitor.health_transition, fraiseql_monitor.agent TO fraiseqld;
        GRANT INSERT ON fraiseql_monitor.segment_head TO fraiseqld;
        GRANT EXECUTE ON FUNCTION fraiseql_monitor.make_partitions(timestamptz[]),
          fraiseql_monitor.drop_partitions(timestamptz) TO fraiseqld;
        """

    @Test func fillsTheTablesAndCannotChangeAHead() async throws {
        let database = try TestServer.database()
        let owner = try PostgresPublisher(settings: PostgresSettings(url: database.url))
        try await owner.connect()
        _ = try database.psql(Self.script)
        let url = database.server.url(database: database.name, user: "fraiseqld")
        let publisher = try PostgresPublisher(settings: PostgresSettings(url: url))
        _ = try await publisher.replace(
            Sample.publication(state: .sealed, [Sample.row(), Sample.row(minute: 60 * 1440)]),
            at: Sample.now
        )
        let head = [UInt8](repeating: 1, count: 32)
        for _ in 0..<2 {
            try await publisher.record(head: head, archive: Sample.archive, segment: 1)
        }
        let later = Timestamp(seconds: Sample.now.seconds + 20 * 86_400)
        #expect(try await publisher.maintain(at: later).segmentsRolledUp == 1)
        let farther = Timestamp(seconds: Sample.now.seconds + 390 * 86_400)
        #expect(try await publisher.maintain(at: farther).partitionsDropped == 1)
        for statement in [
            "UPDATE fraiseql_monitor.segment_head SET segment = 2",
            "DELETE FROM fraiseql_monitor.segment_head",
            "TRUNCATE fraiseql_monitor.segment_head", "DROP TABLE fraiseql_monitor.segment_head",
        ] {
            let connection = try PostgresConnection(
                ConnectionTarget(url),
                limits: .init(),
                interruption: Interruption()
            )
            let error = #expect(throws: PostgresError.self) { try connection.execute(statement) }
            #expect(error?.sqlState == "42501", "\(statement)")
        }
    }

    @Test func theDocumentHasThisScript() throws {
        let document = try DocumentText.read("docs/summary-table.md")
        #expect(document.contains(Self.script))
    }
}
