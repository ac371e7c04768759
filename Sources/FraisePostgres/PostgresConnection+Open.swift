internal import CLibpq
internal import Glibc

extension PostgresConnection {
    /// Defaults that the configured text may override.
    private static let before = [
        ("keepalives", "1"), ("keepalives_idle", "30"),
        ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
    ]
    /// What it may not: our statements must be recognisable in the server's own log.
    private static let after = [("client_encoding", "UTF8"), ("application_name", "fraiseqld")]

    /// Connects without blocking beyond the deadline of `wait`, and returns libpq's handle in non-blocking mode.
    static func open(_ target: ConnectionTarget, wait: SocketWait) throws(PostgresError) -> OpaquePointer {
        let left = max(2, ContinuousClock.now.duration(to: wait.deadline).components.seconds)
        let options = [("connect_timeout", String(left))] + before + [("dbname", target.text)] + after
        let words = options.flatMap { [strdup($0.0), strdup($0.1)] }
        defer { words.forEach { free($0) } }
        let keywords = stride(from: 0, to: words.count, by: 2).map { UnsafePointer(words[$0]) } + [nil]
        let values = stride(from: 1, to: words.count, by: 2).map { UnsafePointer(words[$0]) } + [nil]
        // libpq goes on to the next host after a time-out only in its blocking form; that one cannot be
        // interrupted, so it is used for several hosts alone.
        let connect = target.hasSeveralHosts ? PQconnectdbParams : PQconnectStartParams
        guard let handle = connect(keywords, values, 1) else {
            throw PostgresError(.connection, "PQconnectStartParams: out of memory")
        }
        do throws(PostgresError) {
            // Verbose messages carry the SQLSTATE, which libpq does not give otherwise before the session.
            PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
            // Without this libpq writes notices to standard error.
            PQsetNoticeProcessor(handle, { _, _ in }, nil)
            try establish(handle, target: target, wait: wait)
            PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
            guard PQsetnonblocking(handle, 1) == 0 else { throw refusal(handle, target) }
            return handle
        } catch {
            PQfinish(handle)
            throw error
        }
    }

    private static func establish(
        _ handle: OpaquePointer,
        target: ConnectionTarget,
        wait: SocketWait
    ) throws(PostgresError) {
        if PQstatus(handle) == CONNECTION_BAD { throw refusal(handle, target) }
        var polling = target.hasSeveralHosts ? PGRES_POLLING_OK : PGRES_POLLING_WRITING
        while polling != PGRES_POLLING_OK {
            do throws(PostgresError) {
                _ = try wait(
                    PQsocket(handle),
                    read: polling == PGRES_POLLING_READING,
                    write: polling == PGRES_POLLING_WRITING
                )
            } catch {
                guard error.kind == .timeout else { throw error }
                throw PostgresError(
                    .timeout,
                    "PostgreSQL at \(place(handle)): no connection in time",
                    remedy: "check that the server runs and that postgresql.url names it"
                )
            }
            polling = PQconnectPoll(handle)
            if polling == PGRES_POLLING_FAILED { throw refusal(handle, target) }
        }
    }

    private static func place(_ handle: OpaquePointer) -> String {
        let host = PQhost(handle).map { String(cString: $0) } ?? ""
        let port = PQport(handle).map { String(cString: $0) } ?? ""
        return host.hasPrefix("/") || host.isEmpty ? "\(host)/.s.PGSQL.\(port)" : "\(host):\(port)"
    }

    private static func refusal(_ handle: OpaquePointer, _ target: ConnectionTarget) -> PostgresError {
        let parsed = ConnectionMessage(String(cString: PQerrorMessage(handle)))
        let remedy: String
        switch parsed.sqlState {
        case "28P01":
            remedy = "check the password in ~/.pgpass of the agent's user, PGPASSWORD or postgresql.url"
        case "28000":
            remedy = "check the user in postgresql.url and the server's pg_hba.conf"
        case "3D000":
            remedy = "create it with createdb --encoding=UTF8, or correct postgresql.url"
        case "53300":
            remedy = "raise max_connections or use fewer sessions"
        default:
            remedy =
                PQconnectionNeedsPassword(handle) == 1
                ? "put a password into ~/.pgpass of the agent's user or PGPASSWORD"
                : parsed.sqlState == nil ? "check that the server runs and that postgresql.url names it" : ""
        }
        return PostgresError(
            .connection,
            "PostgreSQL: \(target.cleaned(parsed.text))",
            remedy: remedy,
            sqlState: parsed.sqlState
        )
    }
}
