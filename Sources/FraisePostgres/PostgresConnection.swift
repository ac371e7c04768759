internal import CLibpq
internal import Glibc

/// One connection through libpq; its calls block, at most until their time-out.
///
/// Not Sendable: it belongs to the thread of the actor that opened it. After a time-out or a broken connection
/// it is closed and every call fails.
final class PostgresConnection {
    /// How long things may take.
    struct Limits: Sendable {
        /// Name resolution aside, from the first packet to the accepted session.
        var connect: Duration = .seconds(10)
        /// One statement, on the server (`statement_timeout`) and, 2 s more, here.
        var statement: Duration = .seconds(30)
        /// Waiting for a lock, on the server (`lock_timeout`).
        var lock: Duration = .seconds(10)
    }

    private var handle: OpaquePointer?
    private let target: ConnectionTarget
    private let limits: Limits
    private let interruption: Interruption
    /// The server's version, 150018 for 15.18.
    let serverVersion: Int

    /// Connects and sets up the session: UTF-8, UTC, time-outs.
    init(_ target: ConnectionTarget, limits: Limits, interruption: Interruption) throws(PostgresError) {
        self.target = target
        self.limits = limits
        self.interruption = interruption
        let wait = SocketWait(deadline: .now + limits.connect, interruption: interruption)
        let opened = try PostgresConnection.open(target, wait: wait)
        handle = opened
        serverVersion = Int(PQserverVersion(opened))
        try execute(
            """
            SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),
              set_config('bytea_output', 'hex', false), set_config('statement_timeout', $1, false),
              set_config('lock_timeout', $2, false), set_config('idle_in_transaction_session_timeout', $1, false)
            """,
            [limits.statement.wholeMilliseconds, limits.lock.wholeMilliseconds]
        )
    }

    deinit { close() }

    /// Whether statements can be sent.
    var isOpen: Bool { handle != nil }

    /// Ends the session; later calls fail.
    func close() {
        if let handle { PQfinish(handle) }
        handle = nil
    }

    /// Runs one statement with parameters `$1`… in text form and returns its rows; within the limit for
    /// statements, or until `deadline` when that is earlier.
    @discardableResult
    func execute(
        _ sql: String,
        _ parameters: [String?] = [],
        until deadline: ContinuousClock.Instant? = nil
    ) throws(PostgresError) -> PostgresRows {
        let handle = try opened()
        let values = parameters.map { $0.flatMap { strdup($0) } }
        defer { values.forEach { free($0) } }
        for (value, parameter) in zip(values, parameters) {
            guard let parameter else { continue }
            // libpq takes C strings: a NUL would silently cut the value.
            guard let value, strlen(value) == parameter.utf8.count else {
                throw PostgresError(.server, "a parameter holds a NUL", sqlState: "22021")
            }
        }
        let sent = PQsendQueryParams(
            handle,
            sql,
            Int32(values.count),
            nil,
            values.map { UnsafePointer($0) },
            nil,
            nil,
            0
        )
        return try answer(handle, sent: sent == 1, until: deadline)
    }

    /// Runs several statements without parameters.
    func run(script: String) throws(PostgresError) {
        let handle = try opened()
        _ = try answer(handle, sent: PQsendQuery(handle, script) == 1, until: nil)
    }

    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
    func transaction<Result>(
        _ body: () throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        try execute("BEGIN")
        do throws(PostgresError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            if isOpen { _ = try? execute("ROLLBACK") }
            throw error
        }
    }

    private func opened() throws(PostgresError) -> OpaquePointer {
        guard let handle else { throw PostgresError(.connection, "the connection to PostgreSQL is closed") }
        return handle
    }

    private func answer(
        _ handle: OpaquePointer,
        sent: Bool,
        until deadline: ContinuousClock.Instant?
    ) throws(PostgresError) -> PostgresRows {
        guard sent else { throw broken(handle) }
        // The server's own limit comes first: its error leaves the session usable.
        let last = ContinuousClock.now + limits.statement + .seconds(2)
        let wait = SocketWait(deadline: min(deadline ?? last, last), interruption: interruption)
        do throws(PostgresError) {
            try flush(handle, wait: wait)
            return try results(handle, wait: wait)
        } catch {
            // After these the protocol is in an unknown state.
            if error.kind != .server { close() }
            throw error
        }
    }

    private func flush(_ handle: OpaquePointer, wait: SocketWait) throws(PostgresError) {
        while true {
            let left = PQflush(handle)
            if left == 0 { return }
            if left < 0 { throw broken(handle) }
            let ready = try wait(PQsocket(handle), read: true, write: true)
            // The server may answer early and stop reading: take what it says, or both sides wait for ever.
            if ready.readable, PQconsumeInput(handle) == 0 { throw broken(handle) }
        }
    }

    /// Takes all results; gives the last, throws the first error.
    private func results(_ handle: OpaquePointer, wait: SocketWait) throws(PostgresError) -> PostgresRows {
        var rows = PostgresRows(count: 0, columns: 0, cells: [], affected: 0)
        var failure: PostgresError?
        while true {
            while PQisBusy(handle) == 1 {
                _ = try wait(PQsocket(handle), read: true, write: false)
                if PQconsumeInput(handle) == 0 { throw broken(handle) }
            }
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            let status = PQresultStatus(result)
            if status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY {
                rows = PostgresConnection.rows(result)
            } else if failure == nil {
                failure = error(of: result, handle)
            }
        }
        if let failure { throw failure }
        if PQstatus(handle) == CONNECTION_BAD { throw broken(handle) }
        return rows
    }

    private static func rows(_ result: OpaquePointer) -> PostgresRows {
        let columns = PQnfields(result)
        var cells: [String?] = []
        for row in 0..<PQntuples(result) {
            for column in 0..<columns {
                let isNull = PQgetisnull(result, row, column) == 1
                cells.append(isNull ? nil : PQgetvalue(result, row, column).map { String(cString: $0) })
            }
        }
        let affected = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
        let count = Int(PQntuples(result))
        return PostgresRows(
            count: count,
            columns: Int(columns),
            cells: cells,
            affected: count > 0 ? 0 : affected
        )
    }

    private func broken(_ handle: OpaquePointer) -> PostgresError {
        let parsed = ConnectionMessage(String(cString: PQerrorMessage(handle)))
        close()
        return PostgresError(
            .connection,
            "connection to PostgreSQL lost: \(target.cleaned(parsed.text))",
            sqlState: parsed.sqlState
        )
    }

    /// The error of a result. Only the primary message is taken: DETAIL may quote a row.
    private func error(of result: OpaquePointer, _ handle: OpaquePointer) -> PostgresError {
        func field(_ code: Character) -> String? {
            let number = Int32(code.asciiValue ?? 0)
            return PQresultErrorField(result, number).map { String(cString: $0) }
        }
        guard let state = field("C") else { return broken(handle) }
        // 57P01…57P05: the server ends the session after it.
        let kind: PostgresError.Kind = state.hasPrefix("57P") || state.hasPrefix("08") ? .connection : .server
        return PostgresError(
            kind,
            "PostgreSQL: \(field("M") ?? "error")",
            sqlState: state,
            constraint: field("n")
        )
    }
}

extension Duration {
    /// Whole milliseconds as PostgreSQL's settings take them.
    var wholeMilliseconds: String {
        String(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
