internal import FraiseModel

/// The statements that write one segment's rows, each publication in one transaction.
struct SummaryTable {
    var connection: PostgresConnection
    var schema: SchemaName
    var retention: RetentionRange

    /// Rows in one statement. 1,000 rows are some 14 ms of the server; more gain nothing and make a refusal
    /// dearer.
    static let batchRows = 1000

    /// Adds or changes the given rows of a segment and leaves its others alone.
    func amend(_ publication: SegmentPublication, at now: Timestamp) throws(PostgresError) -> PublishOutcome {
        try connection.transaction { () throws(PostgresError) in
            try publish(publication, replacing: false, at: now)
        }
    }

    /// Makes the given rows the segment's only ones.
    func replace(_ publication: SegmentPublication, at now: Timestamp) throws(PostgresError) -> PublishOutcome
    {
        try connection.transaction { () throws(PostgresError) in
            try publish(publication, replacing: true, at: now)
        }
    }

    private func publish(
        _ publication: SegmentPublication,
        replacing: Bool,
        at now: Timestamp
    ) throws(PostgresError) -> PublishOutcome {
        let identity = [Hexadecimal.text(publication.archive), String(publication.segment)]
        try connection.execute(
            """
            INSERT INTO \(schema.identifier).segment
              (archive, segment, host, run, state, last_commit, resolution)
            VALUES ($1, $2, $3, $4, 'open', $5, $6) ON CONFLICT (archive, segment) DO NOTHING
            """,
            identity + [
                publication.host, Hexadecimal.text(publication.run), String(publication.lastCommit),
                String(publication.resolution),
            ]
        )
        // Locked until the end: an older publication of another process, or a roll-up, waits its turn.
        let stored = try connection.execute(
            """
            SELECT last_commit, state, resolution FROM \(schema.identifier).segment
            WHERE archive = $1 AND segment = $2 FOR UPDATE
            """,
            identity
        )
        let storedCommit = stored.integer(0, 0) ?? 0
        if storedCommit > publication.lastCommit {
            return PublishOutcome(.refusedAsOlder(storedCommit: storedCommit))
        }
        if !replacing, stored[0, 1] == SegmentPublication.State.sealed.rawValue {
            return PublishOutcome(.refusedAsSealed)
        }

        var outcome = PublishOutcome(.published)
        let resolution = max(publication.resolution, Int(stored.integer(0, 2) ?? 0))
        var rows = publication.rows.filter { retention.keeps(start: $0.windowStart, at: now) }
        outcome.rowsOutside = publication.rowsOutside + Int64(publication.rows.count - rows.count)
        if rows.contains(where: { $0.windowSeconds != resolution }) {
            rows = SummaryRows.widened(rows, to: resolution)
        }
        try makePartitions(rows)
        outcome.refused = try upsert(rows, of: publication, identity: identity)
        outcome.rowsSent = rows.count - outcome.refused.count

        var count = try self.count(identity)
        if replacing, count != outcome.rowsSent {
            try deleteOthers(than: rows, refused: outcome.refused, identity: identity)
            count = try self.count(identity)
        }
        // Amendments repeat rows, so what lies outside is only known to be at least the most of one of them;
        // the replacement at sealing makes it exact.
        try connection.execute(
            """
            UPDATE \(schema.identifier).segment SET host = $3, run = $4, state = $5, last_commit = $6,
              resolution = $7, rows = $8,
              rows_outside = CASE WHEN $11 THEN $9::bigint ELSE greatest(rows_outside, $9::bigint) END,
              head = $10, published_at = now()
            WHERE archive = $1 AND segment = $2
            """,
            identity + [
                publication.host, Hexadecimal.text(publication.run), publication.state.rawValue,
                String(publication.lastCommit), String(resolution), String(count),
                String(outcome.rowsOutside),
                publication.head.map { "\\x" + Hexadecimal.text($0) }, replacing ? "true" : "false",
            ]
        )
        return outcome
    }

    private func makePartitions(_ rows: [SummaryRow]) throws(PostgresError) {
        // Any moment of a month names it; days are few enough to send and need no calendar here.
        let days = Set(rows.map { Timestamp(seconds: $0.windowStart).floor(toSeconds: 86_400) })
        if days.isEmpty { return }
        var moments = ArrayLiteral()
        for day in days.sorted() { moments.append(day) }
        try connection.execute(
            """
            SELECT \(schema.identifier).make_partitions(array_agg(to_timestamp(d)))
            FROM unnest($1::bigint[]) AS u(d)
            """,
            [moments.text]
        )
    }

    private func count(_ identity: [String]) throws(PostgresError) -> Int {
        let rows = try connection.execute(
            "SELECT count(*) FROM \(schema.identifier).operation_summary WHERE archive = $1 AND segment = $2",
            identity
        )
        return Int(rows.integer(0, 0) ?? 0)
    }

    /// Sends the rows batch by batch; a batch that is refused for its values is halved until the row that is
    /// at fault stands alone.
    private func upsert(
        _ rows: [SummaryRow],
        of publication: SegmentPublication,
        identity: [String]
    ) throws(PostgresError) -> [RefusedRow] {
        let sql = upsertStatement
        let refused = try HalvedBatches(size: SummaryTable.batchRows).send(rows) {
            (batch: ArraySlice<SummaryRow>) throws(PostgresError) in
            try connection.execute("SAVEPOINT batch")
            do throws(PostgresError) {
                try connection.execute(sql, identity + [publication.host] + RowColumns(batch).parameters)
                try connection.execute("RELEASE SAVEPOINT batch")
            } catch {
                if error.refusesValues { try connection.execute("ROLLBACK TO SAVEPOINT batch") }
                throw error
            }
        }
        return refused.map {
            RefusedRow(windowStart: $0.element.windowStart, key: $0.element.key, error: $0.error)
        }
    }

    private func deleteOthers(
        than rows: [SummaryRow],
        refused: [RefusedRow],
        identity: [String]
    ) throws(PostgresError) {
        var wanted = Set(rows.map { RowPlace(start: $0.windowStart, seconds: $0.windowSeconds, key: $0.key) })
        let seconds = rows.first?.windowSeconds ?? 0
        for row in refused {
            wanted.remove(RowPlace(start: row.windowStart, seconds: seconds, key: row.key))
        }
        let stored = try connection.execute(
            """
            SELECT extract(epoch FROM window_start)::bigint, window_seconds, kind, event_type, operation_name
            FROM \(schema.identifier).operation_summary WHERE archive = $1 AND segment = $2
            """,
            identity
        )
        var columns = [ArrayLiteral](repeating: ArrayLiteral(), count: 5)
        for row in 0..<stored.count {
            guard let start = stored.integer(row, 0), let seconds = stored.integer(row, 1),
                let kind = stored[row, 2], let eventType = stored[row, 3], let operationName = stored[row, 4]
            else { continue }
            if let known = RecordKind(name: kind) {
                let key = WindowKey(kind: known, eventType: eventType, operationName: operationName)
                if wanted.contains(RowPlace(start: start, seconds: Int(seconds), key: key)) { continue }
            }
            columns[0].append(start)
            columns[1].append(seconds)
            columns[2].append(kind)
            columns[3].append(eventType)
            columns[4].append(operationName)
        }
        try connection.execute(
            """
            DELETE FROM \(schema.identifier).operation_summary AS t
            USING unnest($3::bigint[], $4::integer[], $5::text[], $6::text[], $7::text[])
              AS u(window_start, window_seconds, kind, event_type, operation_name)
            WHERE t.archive = $1 AND t.segment = $2 AND t.window_start = to_timestamp(u.window_start)
              AND t.window_seconds = u.window_seconds AND t.kind = u.kind AND t.event_type = u.event_type
              AND t.operation_name = u.operation_name
            """,
            identity + columns.map(\.text)
        )
    }
}
