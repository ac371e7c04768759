internal import FraiseModel

/// Roll-up and retention. Any agent does it for all archives of the schema, so that rows of a host that is gone
/// leave too.
struct Upkeep {
    var connection: PostgresConnection
    var schema: SchemaName
    var retention: RetentionRange

    /// Most segments rolled up in one round, so that publishing is not held up.
    static let segmentsPerRound = 20

    /// One round.
    func run(at now: Timestamp) throws(PostgresError) -> MaintenanceOutcome {
        var outcome = MaintenanceOutcome()
        let candidates = try rollUpCandidates(at: now)
        for (archive, segment) in candidates {
            if try rollUp(archive: archive, segment: segment) { outcome.segmentsRolledUp += 1 }
        }
        outcome.hasMore = candidates.count == Upkeep.segmentsPerRound
        let earliest = String(retention.earliestStart(at: now))
        do throws(PostgresError) {
            let dropped = try connection.execute(
                "SELECT \(schema.identifier).drop_partitions(to_timestamp($1::bigint))",
                [earliest]
            )
            outcome.partitionsDropped = Int(dropped.integer(0, 0) ?? 0)
        } catch {
            // lock_not_available: someone reads the table for long; the rows are deleted below in any case.
            guard error.sqlState == "55P03" else { throw error }
            outcome.hasMore = true
        }
        for (table, column) in [
            ("operation_summary", "window_start"), ("server_event", "occurred_at"),
            ("health_transition", "changed_at"),
        ] {
            outcome.rowsDeleted += try connection.execute(
                "DELETE FROM \(schema.identifier).\(table) WHERE \(column) < to_timestamp($1::bigint)",
                [earliest]
            ).affected
        }
        return outcome
    }

    private func rollUpCandidates(at now: Timestamp) throws(PostgresError) -> [(String, String)] {
        let rows = try connection.execute(
            """
            SELECT g.archive, g.segment FROM \(schema.identifier).segment AS g
            WHERE g.state = 'sealed' AND g.resolution < 3600 AND NOT EXISTS (
              SELECT FROM \(schema.identifier).operation_summary AS o
              WHERE o.archive = g.archive AND o.segment = g.segment AND o.window_start >= to_timestamp($1::bigint))
            ORDER BY g.archive, g.segment LIMIT $2
            """,
            [String(retention.rollUpBefore(at: now)), String(Upkeep.segmentsPerRound)]
        )
        return (0..<rows.count).map { (rows[$0, 0] ?? "", rows[$0, 1] ?? "") }
    }

    /// Replaces a segment's minute rows by hour rows; false when another agent has it in hand.
    private func rollUp(archive: String, segment: String) throws(PostgresError) -> Bool {
        let sums = [
            "count", "success_count", "error_count", "partial_error_count", "timeout_count", "denied_count",
            "slow_count", "duration_count", "rows_affected", "response_bytes",
        ]
        let list = sums.joined(separator: ", ")
        let added = sums.map { "sum(\($0))::bigint AS \($0)" }.joined(separator: ", ")
        return try connection.transaction { () throws(PostgresError) in
            let locked = try connection.execute(
                """
                SELECT FROM \(schema.identifier).segment
                WHERE archive = $1 AND segment = $2 AND state = 'sealed' AND resolution < 3600
                FOR UPDATE SKIP LOCKED
                """,
                [archive, segment]
            )
            if locked.isEmpty { return false }
            let written = try connection.execute(
                """
                WITH minutes AS (
                  DELETE FROM \(schema.identifier).operation_summary
                  WHERE archive = $1 AND segment = $2 AND window_seconds < 3600 RETURNING *
                ), hours AS (
                  SELECT archive, segment, host, date_trunc('hour', window_start) AS hour, kind, event_type,
                    operation_name, \(added), sum(duration_sum_ns) AS duration_sum_ns,
                    min(duration_min_ns) AS duration_min_ns, max(duration_max_ns) AS duration_max_ns,
                    \(schema.identifier).sketch_merge(
                      \(schema.identifier).sketch(sketch_index, sketch_count)) AS sketch
                  FROM minutes GROUP BY 1, 2, 3, 4, 5, 6, 7
                )
                INSERT INTO \(schema.identifier).operation_summary
                  (archive, segment, host, window_start, window_seconds, kind, event_type, operation_name,
                   \(list), duration_sum_ns, duration_min_ns, duration_max_ns, sketch_index, sketch_count)
                SELECT archive, segment, host, hour, 3600, kind, event_type, operation_name, \(list),
                  duration_sum_ns, duration_min_ns, duration_max_ns, (sketch).index, (sketch).count
                FROM hours
                """,
                [archive, segment]
            )
            try connection.execute(
                """
                UPDATE \(schema.identifier).segment SET resolution = 3600, rows = $3
                WHERE archive = $1 AND segment = $2
                """,
                [archive, segment, String(written.affected)]
            )
            return true
        }
    }
}
