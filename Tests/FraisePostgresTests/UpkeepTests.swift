import FraiseModel
import FraiseTestSupport
import Testing

@testable import FraisePostgres

@Suite struct UpkeepTests {
    private func days(_ count: Int64) -> Timestamp { Timestamp(seconds: Sample.now.seconds + count * 86_400) }

    private let whole = """
        SELECT count, min_duration_ms, max_duration_ms, avg_duration_ms, p50_duration_ms, p95_duration_ms,
        p99_duration_ms FROM mon.operation_total('2026-01-01', '2028-01-01')
        """

    @Test func minutesBecomeHours() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        let rows = (0..<150).map { Sample.row(minute: $0, durations: [$0 * 1000 + 7, 3_000_000 + $0]) }
        let sealed = Sample.publication(state: .sealed, commit: 3, rows)
        _ = try await publisher.replace(sealed, at: Sample.now)
        _ = try await publisher.amend(Sample.publication(segment: 2, [Sample.row()]), at: Sample.now)
        let before = try database.psql(whole)

        #expect(try await publisher.maintain(at: days(14)).segmentsRolledUp == 0)
        #expect(try await publisher.maintain(at: days(15)).segmentsRolledUp == 1)
        #expect(try await publisher.maintain(at: days(15)).segmentsRolledUp == 0)
        #expect(try database.psql(whole) == before)
        #expect(
            try database.psql(
                "SELECT segment, window_seconds, count(*), sum(count) FROM mon.operation_summary GROUP BY 1, 2 ORDER BY 1"
            ) == "1|3600|4|300\n2|60|1|1"
        )
        #expect(
            try database.psql("SELECT resolution, rows, state FROM mon.segment ORDER BY segment")
                == "3600|4|sealed\n60|1|open"
        )

        // A later publication in minutes keeps the resolution that the tables have.
        let again = try await publisher.replace(sealed, at: days(15))
        #expect(again.rowsSent == 4)
        #expect(try database.psql(whole) == before)
        #expect(
            try await publisher.publishedSegments(archive: Sample.archive).map(\.resolution) == [3600, 60]
        )
    }

    @Test func rowsWithoutDurationsStayEmpty() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        let rows = [Sample.row(minute: 1, durations: []), Sample.row(minute: 2, durations: [])]
        _ = try await publisher.replace(Sample.publication(state: .sealed, rows), at: Sample.now)
        #expect(try await publisher.maintain(at: days(15)).segmentsRolledUp == 1)
        #expect(
            try database.psql(
                "SELECT sketch_index, sketch_count, duration_min_ns IS NULL, duration_sum_ns FROM mon.operation_summary"
            )
                == "{}|{}|t|0"
        )
        #expect(
            try database.psql(
                "SELECT p50_duration_ms IS NULL, avg_duration_ms IS NULL FROM mon.operation_window"
            )
                == "t|t"
        )
    }

    @Test func aPartitionInUseIsDroppedLater() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        _ = try await publisher.replace(Sample.publication(state: .sealed, [Sample.row()]), at: Sample.now)
        let reader = try database.connection()
        try reader.execute("BEGIN")
        try reader.execute("SELECT * FROM mon.operation_summary")
        var outcome = try await publisher.maintain(at: days(500))
        #expect(outcome.partitionsDropped == 0)
        #expect(outcome.rowsDeleted == 1)
        #expect(outcome.hasMore)
        try reader.execute("COMMIT")
        outcome = try await publisher.maintain(at: days(500))
        #expect(outcome.partitionsDropped == 1)
        #expect(!outcome.hasMore)
    }

    @Test func oldRowsLeave() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        let rows = [Sample.row(minute: 0), Sample.row(minute: 5 * 1440), Sample.row(minute: 60 * 1440)]
        _ = try await publisher.replace(Sample.publication(state: .sealed, rows), at: Sample.now)
        var event = ServerEventRow(
            archive: Sample.archive,
            segment: 1,
            ordinal: 1,
            host: "h",
            source: "s",
            at: Sample.now,
            eventType: "checkpoint"
        )
        event.severity = "LOG"
        try await publisher.record(events: [event])
        // 400 days later less 10: September's partition is wholly too old.
        var outcome = try await publisher.maintain(at: days(390))
        #expect(outcome.partitionsDropped == 1)
        #expect(try database.psql("SELECT count(*) FROM mon.operation_summary") == "2")
        // November stays as a partition; its rows that are too old leave singly.
        outcome = try await publisher.maintain(at: days(401))
        #expect(outcome.partitionsDropped == 0)
        #expect(outcome.rowsDeleted == 3)
        #expect(try database.psql("SELECT count(*) FROM mon.operation_summary") == "0")
        #expect(try database.psql("SELECT count(*) FROM mon.server_event") == "0")
    }
}
