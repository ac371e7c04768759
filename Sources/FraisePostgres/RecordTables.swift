internal import FraiseModel

/// The statements for heads, transitions, events, agents, and for reading what is published. All can be
/// repeated.
struct RecordTables {
    var connection: PostgresConnection
    var schema: SchemaName

    /// Enters a head; another head of the same segment stays beside it, since that is what a proof must show.
    func insert(head: [UInt8], archive: [UInt8], segment: Int64) throws(PostgresError) {
        try connection.execute(
            """
            INSERT INTO \(schema.identifier).segment_head (archive, segment, head) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING
            """,
            [Hexadecimal.text(archive), String(segment), "\\x" + Hexadecimal.text(head)]
        )
    }

    /// Enters transitions that are not there yet.
    func insert(_ transitions: [HealthTransitionRow]) throws(PostgresError) {
        var columns = [ArrayLiteral](repeating: ArrayLiteral(), count: 7)
        for row in transitions {
            columns[0].append(Hexadecimal.text(row.archive))
            columns[1].append(row.commit)
            columns[2].append(row.component)
            columns[3].append(row.from)
            columns[4].append(row.to)
            columns[5].append(row.reason)
            columns[6].append(row.at.text)
        }
        try connection.execute(
            """
            INSERT INTO \(schema.identifier).health_transition
              (archive, commit, component, from_status, to_status, reason, changed_at)
            SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
              $7::timestamptz[])
            ON CONFLICT DO NOTHING
            """,
            columns.map(\.text)
        )
    }

    /// Enters events that are not there yet; gives those that the server refused for their values.
    func insert(_ events: [ServerEventRow]) throws(PostgresError) -> [(ServerEventRow, PostgresError)] {
        let refused = try HalvedBatches(size: SummaryTable.batchRows).send(events) {
            (batch: ArraySlice<ServerEventRow>) throws(PostgresError) in
            try connection.execute(
                """
                INSERT INTO \(schema.identifier).server_event
                  (archive, segment, ordinal, host, source, occurred_at, event_type, severity, error_code,
                   message, duration_ns, database, db_user, application_name, pid, trace_id)
                SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
                  $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[],
                  $12::text[], $13::text[], $14::text[], $15::integer[], $16::text[])
                ON CONFLICT DO NOTHING
                """,
                RecordTables.columns(batch)
            )
        }
        return refused.map { ($0.element, $0.error) }
    }

    private static func columns(_ events: ArraySlice<ServerEventRow>) -> [String] {
        var columns = [ArrayLiteral](repeating: ArrayLiteral(), count: 16)
        for row in events {
            columns[0].append(Hexadecimal.text(row.archive))
            columns[1].append(row.segment)
            columns[2].append(row.ordinal)
            columns[3].append(row.host)
            columns[4].append(row.source)
            columns[5].append(row.at.text)
            columns[6].append(row.eventType)
            columns[7].append(row.severity)
            columns[8].append(row.errorCode)
            columns[9].append(row.message)
            columns[10].append(row.duration.map { String($0) })
            columns[11].append(row.database)
            columns[12].append(row.user)
            columns[13].append(row.applicationName)
            columns[14].append(row.pid.map { String($0) })
            columns[15].append(row.traceID)
        }
        return columns.map(\.text)
    }

    /// Writes an agent's line.
    func upsert(_ agent: AgentPresence) throws(PostgresError) {
        try connection.execute(
            """
            INSERT INTO \(schema.identifier).agent (archive, host, version, started, last_seen)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (archive) DO UPDATE SET host = excluded.host, version = excluded.version,
              started = excluded.started, last_seen = excluded.last_seen
            """,
            [
                Hexadecimal.text(agent.archive), agent.host, agent.version, agent.started.text,
                agent.lastSeen.text,
            ]
        )
    }

    /// What the tables hold of an archive, by segment.
    func segments(of archive: [UInt8]) throws(PostgresError) -> [PublishedSegment] {
        let rows = try connection.execute(
            """
            SELECT segment, replace(run::text, '-', ''), state, last_commit, resolution, rows, rows_outside,
              encode(head, 'hex'), superseded
            FROM \(schema.identifier).segment WHERE archive = $1 ORDER BY segment
            """,
            [Hexadecimal.text(archive)]
        )
        return (0..<rows.count).map { row in
            PublishedSegment(
                segment: rows.integer(row, 0) ?? 0,
                run: rows[row, 1].flatMap(Hexadecimal.bytes) ?? [],
                state: rows[row, 2].flatMap(SegmentPublication.State.init(rawValue:)) ?? .open,
                lastCommit: rows.integer(row, 3) ?? 0,
                resolution: Int(rows.integer(row, 4) ?? 0),
                rows: rows.integer(row, 5) ?? 0,
                rowsOutside: rows.integer(row, 6) ?? 0,
                head: rows[row, 7].flatMap(Hexadecimal.bytes),
                isSuperseded: rows[row, 8] == "t"
            )
        }
    }
}
