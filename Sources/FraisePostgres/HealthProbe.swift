public import FraiseModel

/// Measures a PostgreSQL server for the health report, over a session of its own that stays open between
/// probes. It never throws: what fails is part of the measurement.
public actor HealthProbe {
    private let executor: ThreadExecutor
    private let target: ConnectionTarget
    private let timeout: Duration
    private let interruption = Interruption()
    private var connection: PostgresConnection?

    /// Does not connect yet. `timeout` bounds a whole probe. Throws for a URL that cannot be used, and when
    /// there is no thread.
    public init(url: String, timeout: Duration = .seconds(5)) throws(FraiseError) {
        do throws(PostgresError) {
            target = try ConnectionTarget(url)
        } catch {
            throw error.fraiseError
        }
        executor = try ThreadExecutor()
        self.timeout = timeout
    }

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Ends what runs within about 100 ms; later probes measure nothing.
    public nonisolated func interrupt() { interruption.request() }

    /// Probes once.
    public func measure() -> DatabaseMeasurement {
        var measurement = DatabaseMeasurement()
        let start = ContinuousClock.now
        let deadline = start + timeout
        do throws(PostgresError) {
            do throws(PostgresError) {
                try measure(&measurement, until: deadline)
            } catch {
                // A session from the last probe may have died with a restart since.
                guard error.kind == .connection, measurement.connectDuration == nil, connection != nil else {
                    throw error
                }
                drop()
                try measure(&measurement, until: deadline)
            }
        } catch {
            measurement.error = error
            drop()
        }
        measurement.totalDuration = start.duration(to: .now)
        return measurement
    }

    /// How the server writes its log.
    public func serverLogSettings() throws(PostgresError) -> ServerLogSettings {
        do throws(PostgresError) {
            return try ServerLogSettings(connected(until: .now + timeout))
        } catch {
            drop()
            throw error
        }
    }

    /// Closes the session; the next probe opens another.
    public func close() { drop() }

    private func drop() {
        connection?.close()
        connection = nil
    }

    private func connected(until deadline: ContinuousClock.Instant) throws(PostgresError)
        -> PostgresConnection
    {
        if let connection, connection.isOpen { return connection }
        let left = max(ContinuousClock.now.duration(to: deadline), .milliseconds(1))
        let limits = PostgresConnection.Limits(connect: left, statement: timeout, lock: timeout)
        let opened = try PostgresConnection(target, limits: limits, interruption: interruption)
        connection = opened
        return opened
    }

    private func measure(
        _ measurement: inout DatabaseMeasurement,
        until deadline: ContinuousClock.Instant
    ) throws(PostgresError) {
        let isNew = connection?.isOpen != true
        let start = ContinuousClock.now
        let connection = try connected(until: deadline)
        if isNew { measurement.connectDuration = start.duration(to: .now) }
        measurement.serverVersion = connection.serverVersion

        let asked = ContinuousClock.now
        try connection.execute("SELECT 1", until: deadline)
        measurement.queryDuration = asked.duration(to: .now)

        let server = try connection.execute(
            "SELECT pg_is_in_recovery(), current_setting('max_connections')",
            until: deadline
        )
        measurement.isInRecovery = server[0, 0] == "t"
        measurement.maxConnections = server.integer(0, 1).map { Int($0) }
        try measureSessions(&measurement, connection, until: deadline)
    }

    private func measureSessions(
        _ measurement: inout DatabaseMeasurement,
        _ connection: PostgresConnection,
        until deadline: ContinuousClock.Instant
    ) throws(PostgresError) {
        // Of other roles' sessions a role without pg_monitor sees neither state nor backend_type; those with a
        // user and a database are clients (or walsenders of logical replication, which count as clients too).
        let rows = try connection.execute(
            """
            SELECT state, count(*), count(*) FILTER (WHERE wait_event_type = 'Lock')
            FROM pg_stat_activity
            WHERE backend_type = 'client backend'
              OR (backend_type IS NULL AND usesysid IS NOT NULL AND datid IS NOT NULL)
            GROUP BY state
            """,
            until: deadline
        )
        var byState: [String: Int] = [:]
        var total = 0
        var waiting = 0
        var hidden = 0
        for row in 0..<rows.count {
            let count = Int(rows.integer(row, 1) ?? 0)
            total += count
            waiting += Int(rows.integer(row, 2) ?? 0)
            if let state = rows[row, 0] { byState[state] = count } else { hidden += count }
        }
        measurement.connections = total
        if hidden == 0 {
            measurement.connectionsByState = byState
            measurement.waitingForLock = waiting
        }
    }
}
