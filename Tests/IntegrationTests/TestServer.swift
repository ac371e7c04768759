import FraiseModel
import FraiseTestSupport
import Synchronization

/// One PostgreSQL server for all suites; each test has its own schema in it.
enum TestServer {
    private static let server = Result { () throws(FraiseError) in
        try ThrowawayPostgres(access: ["local all guarded scram-sha-256"])
    }
    private static let number = Atomic(0)

    /// The server; asks for it are cheap.
    static var shared: ThrowawayPostgres { get throws { try server.get() } }

    /// A schema nobody uses yet.
    static func schema() throws -> TestSchema {
        let number = number.wrappingAdd(1, ordering: .relaxed).newValue
        return TestSchema(server: try server.get(), database: "postgres", name: "mon\(number)")
    }
}

/// A schema that an agent fills.
struct TestSchema {
    var server: ThrowawayPostgres
    var database: String
    var name: String

    /// The configuration that names it.
    var settings: String {
        """
        postgresql:
          url: "\(server.url(database: database))"
          schema: \(name)
          flush_interval: 1s
        """
    }

    func psql(_ sql: String) throws -> String { try server.psql(sql, database: database) }

    /// Figures by these columns of `operation_summary`, over all segments, in their order.
    func figures(by columns: String) throws -> [String] {
        let text = try psql(
            """
            SELECT \(columns), \(Figures.sqlColumns) FROM \(name).operation_summary
            GROUP BY \(columns) ORDER BY \(columns)
            """
        )
        return text.split(separator: "\n").map(String.init)
    }

    /// Everything in `operation_summary` with segments merged, sketches too: the same text for the same rows.
    func mergedRows() throws -> [String] {
        let text = try psql(
            """
            SELECT extract(epoch FROM window_start)::bigint, kind, event_type, operation_name,
              \(Figures.sqlColumns), sum(response_bytes),
              \(name).sketch_merge(\(name).sketch(sketch_index, sketch_count))
            FROM \(name).operation_summary GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """
        )
        return text.split(separator: "\n").map(String.init)
    }

    /// p50, p95 and p99 in nanoseconds of these columns' groups, by the functions of the schema.
    func quantiles(by columns: String) throws -> [String: [Int64]] {
        let text = try psql(
            """
            SELECT concat_ws(' ', \(columns)), array_to_string(\(name).duration_quantiles_ns(
              \(name).sketch_merge(\(name).sketch(sketch_index, sketch_count)),
              min(duration_min_ns), max(duration_max_ns), '{0.5,0.95,0.99}'), ',')
            FROM \(name).operation_summary GROUP BY \(columns)
            """
        )
        var result: [String: [Int64]] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            result[String(parts[0])] = parts[1].split(separator: ",").compactMap { Int64($0) }
        }
        return result
    }
}
