import FraiseModel
import FraiseTestSupport
import Synchronization
import Testing

@testable import FraisePostgres

/// The server goes and comes; nothing is lost or counted twice.
@Suite struct DatabaseOutageTests {
    /// A clock that only tests move.
    private final class ManualInstant: Sendable {
        private let value = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { value.withLock { $0 } }
        func advance(_ duration: Duration) { value.withLock { $0 += duration } }
    }

    private func publisher(_ url: String, _ clock: ManualInstant) throws -> PostgresPublisher {
        try PostgresPublisher(
            settings: PostgresSettings(url: url, schema: "mon"),
            now: { clock.now },
            random: { 0 }
        )
    }

    @Test func absentAtStartThenThereThenRestarted() async throws {
        let server = try ThrowawayPostgres()
        defer { server.remove() }
        try server.stop()
        let clock = ManualInstant()
        let publisher = try publisher(server.url(), clock)

        var error = await #expect(throws: PostgresError.self) { try await publisher.connect() }
        #expect(error?.kind == .connection)
        #expect(error?.remedy.contains("server runs") == true)
        #expect(publisher.status.failures == 1)
        try server.start()
        error = await #expect(throws: PostgresError.self) { try await publisher.connect() }
        #expect(error?.kind == .waiting)
        clock.advance(.seconds(1))
        _ = try await publisher.amend(Sample.publication(commit: 1, [Sample.row()]), at: Sample.now)
        #expect(publisher.status.isConnected)
        #expect(publisher.status.lastError == nil)

        // A restart between two uses is not even noticed, after a crash as well.
        for (commit, mode) in [(Int64(2), ThrowawayPostgres.StopMode.fast), (3, .immediate)] {
            try server.restart(mode)
            let row = Sample.row(durations: .init(repeating: 5, count: Int(commit)))
            let outcome = try await publisher.amend(Sample.publication(commit: commit, [row]), at: Sample.now)
            #expect(outcome.verdict == .published)
            #expect(try server.psql("SELECT count FROM mon.operation_summary") == "\(commit)")
        }

        try server.stop(.immediate)
        for pause in [1, 2, 4] {
            error = await #expect(throws: PostgresError.self) { try await publisher.connect() }
            #expect(error?.kind == .connection)
            clock.advance(.milliseconds(pause * 1000 - 1))
            error = await #expect(throws: PostgresError.self) { try await publisher.connect() }
            #expect(error?.kind == .waiting)
            clock.advance(.milliseconds(1))
        }
        try server.start()
        try await publisher.connect()
        #expect(publisher.status.failures == 0)
    }

    @Test func aDroppedSchemaIsMadeAgain() async throws {
        let database = try TestServer.database()
        let clock = ManualInstant()
        let publisher = try publisher(database.url, clock)
        _ = try await publisher.amend(Sample.publication([Sample.row()]), at: Sample.now)
        _ = try database.psql("DROP SCHEMA mon CASCADE")
        let error = await #expect(throws: PostgresError.self) {
            try await publisher.amend(Sample.publication([Sample.row()]), at: Sample.now)
        }
        #expect(error?.sqlState == "42P01")
        clock.advance(.seconds(60))
        #expect(try await publisher.publishedSegments(archive: Sample.archive).isEmpty)
        _ = try await publisher.amend(Sample.publication([Sample.row()]), at: Sample.now)
        #expect(try database.psql("SELECT count FROM mon.operation_window") == "1")
    }

    @Test func endedSessionsAreReplaced() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        try await publisher.connect()
        _ = try database.server.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database.name)'"
        )
        _ = try await publisher.amend(Sample.publication([Sample.row()]), at: Sample.now)
        #expect(publisher.status.failures == 0)
    }

    @Test func anInterruptedPublisherStopsAtOnce() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        try await publisher.connect()
        // Holds the segment's row, so that the publication waits for it.
        let blocker = try database.connection()
        try blocker.execute("BEGIN")
        try blocker.execute("LOCK TABLE mon.segment")
        let blocked = Task { try await publisher.amend(Sample.publication([Sample.row()]), at: Sample.now) }
        publisher.interrupt()
        let error = await #expect(throws: PostgresError.self) { try await blocked.value }
        #expect(error?.kind == .interrupted)
        #expect(publisher.status.lastError == nil)
    }

    @Test func unusableSettingsAreRefusedAtOnce() {
        for settings in [
            PostgresSettings(url: "mysql://x"), PostgresSettings(url: "postgresql:///x", schema: "pg_x"),
        ] {
            let error = #expect(throws: FraiseError.self) { try PostgresPublisher(settings: settings) }
            #expect(error?.exitCode == 78)
        }
    }
}
