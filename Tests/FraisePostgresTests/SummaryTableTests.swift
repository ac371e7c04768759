import FraiseModel
import FraiseTestSupport
import Testing

@testable import FraisePostgres

@Suite struct SummaryTableTests {
    private func published(_ database: TestDatabase, _ columns: String = "operation_name, count") throws
        -> String
    {
        try database.psql(
            "SELECT \(columns) FROM mon.operation_summary ORDER BY window_start, operation_name"
        )
    }

    @Test func figuresArriveWhole() async throws {
        let database = try TestServer.database()
        var row = Sample.row(kind: .database, type: "select", name: "q", durations: [5, 7_000_000])
        row.totals.errorCount = 11
        row.totals.partialErrorCount = 12
        row.totals.timeoutCount = 13
        row.totals.deniedCount = 14
        row.totals.slowCount = 15
        row.totals.rows = 16
        row.totals.responseBytes = 17
        let head = [UInt8](repeating: 0xAB, count: 32)
        let outcome = try await database.publisher().replace(
            Sample.publication(state: .sealed, commit: 9, head: head, [row]),
            at: Sample.now
        )
        #expect(outcome.verdict == .published)
        #expect(outcome.rowsSent == 1)
        let figures = """
            archive, segment, host, extract(epoch FROM window_start)::bigint, window_seconds, kind, event_type,
            operation_name, count, success_count, error_count, partial_error_count, timeout_count, denied_count,
            slow_count, duration_count, duration_sum_ns, duration_min_ns, duration_max_ns, rows_affected,
            response_bytes, sketch_index, sketch_count
            """
        let index = SketchBucket.index(of: 7_000_000)
        #expect(
            try published(database, figures)
                == "01020304-0506-0708-090a-0b0c0d0e0f10|1|web-1|\(Sample.now.seconds)|60|database|select|q|2|2|11"
                + "|12|13|14|15|2|7000005|5|7000000|16|17|{5,\(index)}|{1,1}"
        )
        #expect(
            try database.psql(
                "SELECT state, last_commit, resolution, rows, rows_outside, encode(head, 'hex') FROM mon.segment"
            )
                == "sealed|9|60|1|0|" + String(repeating: "ab", count: 32)
        )
    }

    @Test func amendmentsChangeWhatTheyName() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        _ = try await publisher.amend(
            Sample.publication(commit: 1, [Sample.row(name: "a"), Sample.row(name: "b")]),
            at: Sample.now
        )
        _ = try await publisher.amend(
            Sample.publication(
                commit: 2,
                [Sample.row(name: "b", durations: [1, 2]), Sample.row(name: "c")]
            ),
            at: Sample.now
        )
        #expect(try published(database) == "a|1\nb|2\nc|1")
        #expect(try database.psql("SELECT last_commit, rows, state FROM mon.segment") == "2|3|open")
    }

    @Test func replacementsAreTheWholeSet() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        _ = try await publisher.amend(
            Sample.publication(commit: 1, ["a", "b", "it's {\"x\"}"].map { Sample.row(name: $0) }),
            at: Sample.now
        )
        _ = try await publisher.amend(
            Sample.publication(segment: 2, [Sample.row(name: "other")]),
            at: Sample.now
        )
        let sealed = Sample.publication(
            state: .sealed,
            commit: 2,
            [Sample.row(name: "b", durations: [1, 2]), Sample.row(name: "c")]
        )
        for _ in 0..<2 {
            _ = try await publisher.replace(sealed, at: Sample.now)
            #expect(try published(database) == "b|2\nc|1\nother|1")
        }
        #expect(try await publisher.publishedSegments(archive: Sample.archive).map(\.rows) == [2, 1])
    }

    @Test func replacementsTellTextsApartByBytes() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        let names = ["e\u{301}", "\u{e9}"]
        _ = try await publisher.replace(
            Sample.publication(state: .sealed, names.map { Sample.row(name: $0) }),
            at: Sample.now
        )
        _ = try await publisher.replace(
            Sample.publication(state: .sealed, [Sample.row(name: names[1])]),
            at: Sample.now
        )
        #expect(try published(database, "encode(convert_to(operation_name, 'UTF8'), 'hex')") == "c3a9")
    }

    @Test func lowerCommitsAreRefused() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        _ = try await publisher.amend(Sample.publication(commit: 5, [Sample.row(name: "a")]), at: Sample.now)
        let late = Sample.publication(commit: 4, [Sample.row(name: "b")])
        #expect(
            try await publisher.amend(late, at: Sample.now).verdict == .refusedAsOlder(storedCommit: 5)
        )
        #expect(
            try await publisher.replace(late, at: Sample.now).verdict == .refusedAsOlder(storedCommit: 5)
        )
        #expect(try published(database) == "a|1")
        _ = try await publisher.replace(
            Sample.publication(state: .sealed, commit: 5, [Sample.row(name: "b")]),
            at: Sample.now
        )
        #expect(
            try await publisher.amend(Sample.publication(commit: 6, [Sample.row()]), at: Sample.now).verdict
                == .refusedAsSealed
        )
        #expect(try published(database) == "b|1")
    }

    @Test func hostileTextsAreOnlyTexts() async throws {
        let database = try TestServer.database()
        let names = [
            "", "'", "''; DROP SCHEMA mon CASCADE; --", "\\", "\\\\\"", "{}", "NULL", "a,b", "$1", "%s",
            "\u{1b}[2J", "日本語 🐘", "e\u{301}", "\u{e9}", String(repeating: "é", count: 127) + "x",
        ]
        let rows = names.map { Sample.row(type: $0, name: $0) }
        let outcome = try await database.publisher().replace(
            Sample.publication(state: .sealed, host: "h'\\\"", rows),
            at: Sample.now
        )
        #expect(outcome.rowsSent == names.count)
        let connection = try database.connection()
        let stored = try connection.execute(
            "SELECT event_type, operation_name, host FROM mon.operation_summary"
        )
        // By bytes: Swift holds the two forms of é equal, the archive does not.
        let texts = (0..<stored.count).map { Array((stored[$0, 1] ?? "?").utf8) }
        #expect(Set(texts) == Set(names.map { Array($0.utf8) }))
        #expect((0..<stored.count).allSatisfy { stored[$0, 0] == stored[$0, 1] && stored[$0, 2] == "h'\\\"" })
    }

    @Test func sumsBeyond64BitsAreExact() async throws {
        let database = try TestServer.database()
        var row = Sample.row()
        row.totals.durationSum = Int128("999999999999999999999999999999") ?? 0
        _ = try await database.publisher().amend(Sample.publication([row]), at: Sample.now)
        #expect(try published(database, "duration_sum_ns") == "999999999999999999999999999999")
    }

    @Test func poisonedRowsAreLeftOutAndNamed() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        var rows = (0..<1500).map { Sample.row(name: "op\($0)") }
        rows[3].totals.durationSum = Int128("1000000000000000000000000000000") ?? 0
        rows[700].key.operationName = "with\0nul"
        rows[1200].totals.count = -1
        let outcome = try await publisher.replace(Sample.publication(state: .sealed, rows), at: Sample.now)
        #expect(outcome.rowsSent == 1497)
        #expect(outcome.refused.map(\.key.operationName) == ["op3", "with\0nul", "op1200"])
        #expect(outcome.refused.map(\.error.sqlState) == ["22003", "22021", "23514"])
        #expect(
            try database.psql("SELECT count(*), (SELECT rows FROM mon.segment) FROM mon.operation_summary")
                == "1497|1497"
        )
        #expect(publisher.status.rowsRefused == 3)
        #expect(publisher.status.lastRefused?.key.operationName == "op1200")
    }

    @Test func whatLiesOutsideRetentionIsCounted() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        let rows = [
            Sample.row(minute: 401 * 1440, name: "old"), Sample.row(minute: 399 * 1440, name: "kept"),
            Sample.row(minute: -1440, name: "ahead"), Sample.row(minute: -1441, name: "far ahead"),
        ]
        let outcome = try await publisher.replace(Sample.publication(state: .sealed, rows), at: Sample.now)
        #expect(outcome.rowsOutside == 2)
        #expect(try published(database) == "kept|1\nahead|1")
        #expect(try database.psql("SELECT rows, rows_outside FROM mon.segment") == "2|2")
    }

    @Test func monthsHavePartitionsOnDemand() async throws {
        let database = try TestServer.database()
        let rows = [Sample.row(minute: 0), Sample.row(minute: 31 * 1440), Sample.row(minute: 330 * 1440)]
        _ = try await database.publisher().amend(Sample.publication(rows), at: Sample.now)
        let names = try database.psql(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = inhrelid "
                + "WHERE inhparent = 'mon.operation_summary'::regclass ORDER BY 1"
        )
        #expect(
            names == "operation_summary_2025_12\noperation_summary_2026_10\noperation_summary_2026_11"
        )
    }

    @Test func agentsDoNotDisturbEachOther() async throws {
        let database = try TestServer.database()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for agent in 0..<4 {
                group.addTask {
                    let publisher = try database.publisher()
                    let archive = [UInt8](repeating: UInt8(agent), count: 16)
                    for segment in 0..<5 {
                        let rows = (0..<50).map { Sample.row(minute: Int64($0 * 1440 * 7), name: "n\($0)") }
                        _ = try await publisher.replace(
                            Sample.publication(
                                segment: Int64(segment),
                                state: .sealed,
                                archive: archive,
                                rows
                            ),
                            at: Sample.now
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try database.psql("SELECT count(*), sum(count) FROM mon.operation_summary") == "1000|1000")
    }

    @Test func supersededSegmentsAreNotSeen() async throws {
        let database = try TestServer.database()
        let publisher = try database.publisher()
        for segment in 1...2 {
            _ = try await publisher.replace(
                Sample.publication(segment: Int64(segment), state: .sealed, [Sample.row()]),
                at: Sample.now
            )
        }
        #expect(try database.psql("SELECT count FROM mon.operation_window") == "2")
        _ = try database.psql("UPDATE mon.segment SET superseded = true WHERE segment = 2")
        #expect(try database.psql("SELECT count FROM mon.operation_window") == "1")
        let total = "SELECT count FROM mon.operation_total('2026-01-01', '2027-01-01')"
        #expect(try database.psql(total) == "1")
        #expect(
            try await publisher.publishedSegments(archive: Sample.archive).map(\.isSuperseded) == [
                false, true,
            ]
        )
    }
}
