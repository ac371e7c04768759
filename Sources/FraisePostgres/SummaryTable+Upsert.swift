extension SummaryTable {
    private static let figures = [
        "count", "success_count", "error_count", "partial_error_count", "timeout_count", "denied_count",
        "slow_count", "duration_count", "duration_sum_ns", "duration_min_ns", "duration_max_ns",
        "rows_affected", "response_bytes", "sketch_index", "sketch_count",
    ]

    /// Inserts or changes rows: `$1` archive, `$2` segment, `$3` host, from `$4` the columns of `RowColumns`.
    /// Rows that are the same already are not written again.
    var upsertStatement: String {
        let names = SummaryTable.figures
        let list = names.joined(separator: ", ")
        let given = names.dropLast(2).map { "u.\($0)" }.joined(separator: ", ")
        let changes = names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let old = names.map { "t.\($0)" }.joined(separator: ", ")
        let new = names.map { "excluded.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO \(schema.identifier).operation_summary AS t
              (archive, segment, host, window_start, window_seconds, kind, event_type, operation_name, \(list))
            SELECT $1::uuid, $2::bigint, $3::text, to_timestamp(u.window_start), u.window_seconds, u.kind,
              u.event_type, u.operation_name, \(given), u.sketch_index::integer[], u.sketch_count::bigint[]
            FROM unnest($4::bigint[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::bigint[],
                $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
                $16::bigint[], $17::numeric[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[],
                $22::text[], $23::text[])
              AS u(window_start, window_seconds, kind, event_type, operation_name, \(list))
            ON CONFLICT (window_start, window_seconds, archive, segment, kind, event_type, operation_name)
            DO UPDATE SET host = excluded.host, \(changes)
            WHERE (t.host, \(old)) IS DISTINCT FROM (excluded.host, \(new))
            """
    }
}
