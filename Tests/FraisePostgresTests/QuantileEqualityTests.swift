import FraiseModel
import FraiseTestSupport
import Testing

@testable import FraisePostgres

/// Swift and SQL agree to the last digit.
@Suite struct QuantileEqualityTests {
    private static let quantiles: [Int64] = [
        0, 1, 100_000, 500_000, 666_667, 950_000, 990_000, 999_999, 1_000_000,
    ]

    private static func duration(_ generator: inout SeededGenerator) -> Int64 {
        let extremes: [Int64] = [0, 1, 511, 512, 513, 1023, 1024, 1025, SketchBucket.limit - 1]
        if UInt8.random(in: 0..<8, using: &generator) == 0 {
            return extremes.randomElement(using: &generator) ?? 0
        }
        return Int64.random(in: 0..<(1 << Int64.random(in: 1...53, using: &generator)), using: &generator)
    }

    @Test func everyBucketsMiddle() throws {
        let database = try TestServer.database()
        let connection = try database.connection()
        try Migrations(schema: SchemaName("mon")).apply(on: connection)
        let rows = try connection.execute(
            "SELECT mon.bucket_middle_ns(i) FROM generate_series(0, $1::int) AS i",
            [String(SketchBucket.count - 1)]
        )
        #expect(rows.count == SketchBucket.count)
        #expect((0..<rows.count).allSatisfy { rows.integer($0, 0) == SketchBucket.middle(of: $0) })
    }

    @Test func thousandsOfSketches() throws {
        let database = try TestServer.database()
        let connection = try database.connection()
        try Migrations(schema: SchemaName("mon")).apply(on: connection)
        var generator = SeededGenerator(state: 7)
        var totals: [OperationTotals] = [OperationTotals()]
        for _ in 0..<3000 {
            let count = [1, 2, 3, 10, 100].randomElement(using: &generator) ?? 1
            var row = Sample.row(durations: (0..<count).map { _ in Self.duration(&generator) }).totals
            // Counts of years of traffic, so that the rank needs more than 64 bits on the way.
            if Bool.random(using: &generator), let index = row.sketch.indexes.randomElement(using: &generator)
            {
                row.sketch.add(index: index, count: Int64.random(in: 1...(1 << 53), using: &generator))
            }
            totals.append(row)
        }
        var indexes = ArrayLiteral()
        var counts = ArrayLiteral()
        var minimums = ArrayLiteral()
        var maximums = ArrayLiteral()
        for row in totals {
            indexes.append(numbers: row.sketch.indexes)
            counts.append(numbers: row.sketch.counts)
            minimums.append(row.durationMinimum)
            maximums.append(row.durationMaximum)
        }
        let list = Self.quantiles.map { "mon.duration_quantile_ns(s, l, h, \($0) / 1000000.0)" }
        // One call for all and one for each; unordered, and one asked twice.
        let together = "'{0.99,0.5,0.5,1,0}'"
        let rows = try connection.execute(
            """
            SELECT \(list.joined(separator: ", ")), mon.duration_quantiles_ns(s, l, h, \(together)) FROM (
              SELECT n, mon.sketch(i::int[], c::bigint[]) AS s, l, h
              FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS u(i, c, l, h, n)
            ) AS given ORDER BY n
            """,
            [indexes.text, counts.text, minimums.text, maximums.text]
        )
        #expect(rows.count == totals.count)
        var differing = 0
        for (row, total) in totals.enumerated() {
            for (column, q) in Self.quantiles.enumerated()
            where rows.integer(row, column) != total.quantile(millionths: q) {
                differing += 1
            }
            let some = [990_000, 500_000, 500_000, 1_000_000, 0].map {
                total.quantile(millionths: $0).map { String($0) } ?? "NULL"
            }
            if rows[row, Self.quantiles.count] != "{\(some.joined(separator: ","))}" { differing += 1 }
        }
        #expect(differing == 0)
        #expect((0..<Self.quantiles.count).allSatisfy { rows[0, $0] == nil })
    }

    @Test func mergedOverSegmentsHostsAndHours() async throws {
        let database = try TestServer.database()
        var generator = SeededGenerator(state: 11)
        var whole: [String: OperationTotals] = [:]
        var windows: [String: OperationTotals] = [:]
        for host in 1...3 {
            let publisher = try database.publisher()
            for segment in 1...3 {
                var rows: [SummaryRow] = []
                for minute in 0..<150 where Bool.random(using: &generator) {
                    for name in ["a", "b"] {
                        let durations = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                            Self.duration(&generator)
                        }
                        let row = Sample.row(minute: Int64(minute), name: name, durations: durations)
                        rows.append(row)
                        whole[name, default: OperationTotals()].merge(row.totals)
                        windows["h\(host)|\(row.windowStart)|\(name)", default: OperationTotals()].merge(
                            row.totals
                        )
                    }
                }
                _ = try await publisher.replace(
                    Sample.publication(
                        segment: Int64(segment),
                        state: .sealed,
                        archive: [UInt8](repeating: UInt8(host), count: 16),
                        host: "h\(host)",
                        rows
                    ),
                    at: Sample.now
                )
            }
        }
        let connection = try database.connection()
        let list = Self.quantiles.map { "mon.duration_quantile_ns(s, l, h, \($0) / 1000000.0)" }
        let merged = try connection.execute(
            """
            SELECT operation_name, \(list.joined(separator: ", ")) FROM (
              SELECT operation_name, mon.sketch_merge(mon.sketch(sketch_index, sketch_count)) AS s,
                min(duration_min_ns) AS l, max(duration_max_ns) AS h
              FROM mon.operation_summary GROUP BY operation_name
            ) AS m
            """
        )
        #expect(merged.count == 2)
        for row in 0..<merged.count {
            let total = try #require(whole[merged[row, 0] ?? ""])
            for (column, q) in Self.quantiles.enumerated() {
                #expect(merged.integer(row, column + 1) == total.quantile(millionths: q))
            }
        }
        let view = try connection.execute(
            """
            SELECT host || '|' || extract(epoch FROM window_start)::bigint || '|' || operation_name, count,
              p50_duration_ms * 1000000, p95_duration_ms * 1000000, p99_duration_ms * 1000000
            FROM mon.operation_window
            """
        )
        #expect(view.count == windows.count)
        var differing = 0
        for row in 0..<view.count {
            let total = windows[view[row, 0] ?? ""] ?? OperationTotals()
            let expected = [500_000, 950_000, 990_000].map { total.quantile(millionths: $0) }
            let given = (2...4).map { view[row, $0].flatMap { Int64($0.prefix { $0 != "." }) } }
            if given != expected || view.integer(row, 1) != total.count { differing += 1 }
        }
        #expect(differing == 0)
        let total = try #require(whole["a"])
        let figures = try connection.execute(
            "SELECT count, p99_duration_ms * 1000000 FROM mon.operation_total($1, $2, operation_name => 'a')",
            [
                Timestamp(seconds: Sample.now.seconds - 86_400).text,
                Timestamp(seconds: Sample.now.seconds + 60).text,
            ]
        )
        #expect(figures.integer(0, 0) == total.count)
        #expect(
            figures[0, 1].flatMap { Int64($0.prefix { $0 != "." }) } == total.quantile(millionths: 990_000)
        )
    }
}

/// A generator whose sequence is the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
