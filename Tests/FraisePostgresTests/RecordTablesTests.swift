import FraiseModel
import FraiseTestSupport
import Testing

@testable import FraisePostgres

@Suite struct RecordTablesTests {
    @Test func headsAreKeptBesideEachOther() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        for byte in [UInt8(1), 1, 2] {
            try await publisher.record(
                head: [UInt8](repeating: byte, count: 32),
                archive: Sample.archive,
                segment: 4
            )
        }
        #expect(
            try database.psql(
                "SELECT segment, substr(encode(head, 'hex'), 1, 4) FROM mon.segment_head ORDER BY 2"
            )
                == "4|0101\n4|0202"
        )
    }

    @Test func transitionsAreEnteredOnce() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        let rows = [1, 2].map {
            HealthTransitionRow(
                archive: Sample.archive,
                commit: 7,
                component: "database",
                from: "healthy",
                to: "degraded",
                reason: "it's \"slow\" \\",
                at: Timestamp(microseconds: Sample.now.microseconds + $0)
            )
        }
        try await publisher.record(transitions: [rows[0]])
        try await publisher.record(transitions: rows)
        #expect(
            try database.psql(
                "SELECT reason, to_char(changed_at AT TIME ZONE 'UTC', 'US') FROM mon.health_transition ORDER BY 2"
            )
                == "it's \"slow\" \\|000001\nit's \"slow\" \\|000002"
        )
    }

    @Test func eventsAreEnteredOnceAndBadOnesLeftOut() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        var events = (0..<20).map {
            ServerEventRow(
                archive: Sample.archive,
                segment: 1,
                ordinal: $0,
                host: "h",
                source: "pg",
                at: Sample.now,
                eventType: "deadlock"
            )
        }
        events[4].message = "a\0b"
        events[5].pid = 1 << 40
        events[6].message = "deadlock 'detected' {\\}"
        events[6].pid = 77
        #expect(try await publisher.record(events: events) == 2)
        #expect(try await publisher.record(events: events) == 2)
        #expect(try database.psql("SELECT count(*) FROM mon.server_event") == "18")
        #expect(
            try database.psql("SELECT message, pid, severity IS NULL FROM mon.server_event WHERE ordinal = 6")
                == "deadlock 'detected' {\\}|77|t"
        )
    }

    @Test func agentsLineIsReplaced() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        for seconds in [Int64(0), 10] {
            try await publisher.record(
                agent: AgentPresence(
                    archive: Sample.archive,
                    host: "web-1",
                    version: "0.1.0",
                    started: Sample.now,
                    lastSeen: Timestamp(seconds: Sample.now.seconds + seconds)
                )
            )
        }
        #expect(
            try database.psql("SELECT host, version, last_seen - started FROM mon.agent")
                == "web-1|0.1.0|00:00:10"
        )
    }

    @Test func segmentsComeBackAsPublished() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        let head = [UInt8](repeating: 9, count: 32)
        _ = try await publisher.replace(
            Sample.publication(segment: 1, state: .sealed, commit: 5, head: head, [Sample.row()]),
            at: Sample.now
        )
        _ = try await publisher.amend(Sample.publication(segment: 2, commit: 6, []), at: Sample.now)
        let segments = try await publisher.publishedSegments(archive: Sample.archive)
        #expect(
            segments == [
                PublishedSegment(
                    segment: 1,
                    run: Sample.run,
                    state: .sealed,
                    lastCommit: 5,
                    resolution: 60,
                    rows: 1,
                    rowsOutside: 0,
                    head: head,
                    isSuperseded: false
                ),
                PublishedSegment(
                    segment: 2,
                    run: Sample.run,
                    state: .open,
                    lastCommit: 6,
                    resolution: 60,
                    rows: 0,
                    rowsOutside: 0,
                    head: nil,
                    isSuperseded: false
                ),
            ]
        )
        #expect(try await publisher.publishedSegments(archive: [UInt8](repeating: 0, count: 16)).isEmpty)
    }
}
