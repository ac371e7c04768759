import FraiseModel
import FraiseTestSupport
import Synchronization

@testable import FraisePostgres

/// One cluster for all suites; each test makes its own database.
enum TestServer {
    static let shared = Result { () throws(FraiseError) in
        try ThrowawayPostgres(access: ["local all guarded scram-sha-256"])
    }
    private static let number = Atomic(0)

    /// A fresh database and the server it is in.
    static func database(_ options: String = "") throws -> TestDatabase {
        let server = try shared.get()
        let name = "t\(number.wrappingAdd(1, ordering: .relaxed).newValue)"
        try server.psql("CREATE DATABASE \(name) \(options)")
        return TestDatabase(server: server, name: name)
    }
}

struct TestDatabase {
    var server: ThrowawayPostgres
    var name: String

    var url: String { server.url(database: name) }

    func psql(_ sql: String) throws -> String { try server.psql(sql, database: name) }

    func connection(statement: Duration = .seconds(30)) throws -> PostgresConnection {
        try PostgresConnection(
            ConnectionTarget(url),
            limits: .init(statement: statement),
            interruption: Interruption()
        )
    }

    func publisher(retention: RetentionRange = RetentionRange()) throws -> PostgresPublisher {
        try PostgresPublisher(settings: PostgresSettings(url: url, schema: "mon", retention: retention))
    }
}

/// Figures to publish.
enum Sample {
    static let archive = (1...16).map { UInt8($0) }
    static let run = (101...116).map { UInt8($0) }
    /// 2026-11-22T10:00:00Z.
    static let now = Timestamp(seconds: 1_795_341_600)

    static func publication(
        segment: Int64 = 1,
        state: SegmentPublication.State = .open,
        commit: Int64 = 1,
        archive: [UInt8] = archive,
        host: String = "web-1",
        resolution: Int = 60,
        head: [UInt8]? = nil,
        _ rows: [SummaryRow]
    ) -> SegmentPublication {
        SegmentPublication(
            archive: archive,
            segment: segment,
            host: host,
            run: run,
            state: state,
            lastCommit: commit,
            resolution: resolution,
            rows: rows,
            head: head
        )
    }

    /// A row of `minute` minutes before `now` with the given durations.
    static func row(
        minute: Int64 = 0,
        kind: RecordKind = .graphql,
        type: String = "query",
        name: String = "getUser",
        durations: [Int64] = [1_000_000]
    ) -> SummaryRow {
        var totals = OperationTotals()
        for duration in durations {
            totals.count += 1
            totals.successCount += 1
            totals.durationCount += 1
            totals.durationSum += Int128(duration)
            totals.durationMinimum = min(totals.durationMinimum, duration)
            totals.durationMaximum = max(totals.durationMaximum, duration)
            totals.sketch.add(duration)
        }
        return SummaryRow(
            windowStart: now.seconds - minute * 60,
            windowSeconds: 60,
            key: WindowKey(kind: kind, eventType: type, operationName: name),
            totals: totals
        )
    }
}
