public import FraiseModel
internal import Synchronization

/// Fills the tables. Connects when first used, migrates, and after a failure refuses calls (`.waiting`) until
/// the next attempt is due; everything can be repeated, so a caller tries again later.
///
/// Its calls block a thread of their own; nothing else waits for the server.
public actor PostgresPublisher {
    private let executor: ThreadExecutor
    private let target: ConnectionTarget
    private let schema: SchemaName
    private let settings: PostgresSettings
    private let now: @Sendable () -> ContinuousClock.Instant
    private let random: @Sendable () -> Double
    private let interruption = Interruption()
    private let reported = Mutex(PublisherStatus())
    private var connection: PostgresConnection?
    private var retry = RetryState()

    /// Does not connect yet. `now` and `random` (0 up to 1) are injected by tests.
    ///
    /// Throws for a URL or a schema name that cannot be used, and when there is no thread.
    public init(
        settings: PostgresSettings,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) throws(FraiseError) {
        do throws(PostgresError) {
            target = try ConnectionTarget(settings.url)
            schema = try SchemaName(settings.schema)
        } catch {
            throw error.fraiseError
        }
        executor = try ThreadExecutor()
        self.settings = settings
        self.now = now
        self.random = random
    }

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The last known state; never waits for the server.
    public nonisolated var status: PublisherStatus { reported.withLock { $0 } }

    /// Ends what runs within about 100 ms and refuses all later calls with `.interrupted`.
    public nonisolated func interrupt() { interruption.request() }

    /// Closes the connection; a later call opens another.
    public func close() { drop() }

    /// Connects and migrates when that is not done, and sees that the server answers.
    public func connect() throws(PostgresError) {
        try using { (connection: PostgresConnection) throws(PostgresError) in
            _ = try connection.execute("SELECT 1")
        }
    }

    /// Adds or changes the given rows of a segment; its other rows stay.
    public func amend(_ publication: SegmentPublication, at now: Timestamp) throws(PostgresError)
        -> PublishOutcome
    {
        let outcome = try using { (connection: PostgresConnection) throws(PostgresError) in
            try table(connection).amend(publication, at: now)
        }
        count(outcome)
        return outcome
    }

    /// Makes the given rows the segment's only ones.
    public func replace(_ publication: SegmentPublication, at now: Timestamp) throws(PostgresError)
        -> PublishOutcome
    {
        let outcome = try using { (connection: PostgresConnection) throws(PostgresError) in
            try table(connection).replace(publication, at: now)
        }
        count(outcome)
        return outcome
    }

    /// What the tables hold of an archive, by segment number.
    public func publishedSegments(archive: [UInt8]) throws(PostgresError) -> [PublishedSegment] {
        try using { (connection: PostgresConnection) throws(PostgresError) in
            try records(connection).segments(of: archive)
        }
    }

    /// Enters a sealed segment's head (32 bytes).
    public func record(head: [UInt8], archive: [UInt8], segment: Int64) throws(PostgresError) {
        try using { (connection: PostgresConnection) throws(PostgresError) in
            try records(connection).insert(head: head, archive: archive, segment: segment)
        }
    }

    /// Enters health transitions.
    public func record(transitions: [HealthTransitionRow]) throws(PostgresError) {
        try using { (connection: PostgresConnection) throws(PostgresError) in
            try records(connection).insert(transitions)
        }
    }

    /// Enters events of server logs; returns how many were refused for their values.
    @discardableResult
    public func record(events: [ServerEventRow]) throws(PostgresError) -> Int {
        let refused = try using { (connection: PostgresConnection) throws(PostgresError) in
            try records(connection).insert(events).count
        }
        reported.withLock { $0.rowsRefused += Int64(refused) }
        return refused
    }

    /// Writes the agent's line.
    public func record(agent: AgentPresence) throws(PostgresError) {
        try using { (connection: PostgresConnection) throws(PostgresError) in
            try records(connection).upsert(agent)
        }
    }

    /// One round of roll-up and retention; once an hour is often enough.
    public func maintain(at now: Timestamp) throws(PostgresError) -> MaintenanceOutcome {
        try using { (connection: PostgresConnection) throws(PostgresError) in
            try Upkeep(connection: connection, schema: schema, retention: settings.retention).run(at: now)
        }
    }

    /// How the server writes its log.
    public func serverLogSettings() throws(PostgresError) -> ServerLogSettings {
        try using { (connection: PostgresConnection) throws(PostgresError) in
            try ServerLogSettings(connection)
        }
    }

    private func table(_ connection: PostgresConnection) -> SummaryTable {
        SummaryTable(connection: connection, schema: schema, retention: settings.retention)
    }

    private func records(_ connection: PostgresConnection) -> RecordTables {
        RecordTables(connection: connection, schema: schema)
    }

    private func using<Result>(
        _ body: (PostgresConnection) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        if interruption.isRequested {
            throw PostgresError(.interrupted, "PostgreSQL: the agent is stopping")
        }
        guard retry.isDue(at: now()) else {
            let seconds = retry.wait(at: now()).components.seconds + 1
            throw PostgresError(
                .waiting,
                "PostgreSQL: next attempt in \(seconds) s; " + (status.lastError?.description ?? "")
            )
        }
        let wasOpen = connection != nil
        do throws(PostgresError) {
            do throws(PostgresError) {
                return succeeded(try body(try connected()))
            } catch {
                // The server may have been restarted since the last use: that alone is no failure.
                guard wasOpen, error.kind == .connection else { throw error }
                drop()
                return succeeded(try body(try connected()))
            }
        } catch {
            drop()
            failed(error)
            throw error
        }
    }

    private func connected() throws(PostgresError) -> PostgresConnection {
        if let connection, connection.isOpen { return connection }
        let limits = PostgresConnection.Limits(
            connect: settings.connectTimeout,
            statement: settings.statementTimeout
        )
        let opened = try PostgresConnection(target, limits: limits, interruption: interruption)
        do throws(PostgresError) {
            try Migrations(schema: schema).apply(on: opened)
        } catch {
            opened.close()
            throw error
        }
        connection = opened
        return opened
    }

    private func drop() {
        connection?.close()
        connection = nil
    }

    private func succeeded<Result>(_ result: Result) -> Result {
        retry.succeeded()
        let version = connection?.serverVersion
        reported.withLock {
            $0.isConnected = true
            $0.serverVersion = version
            $0.lastError = nil
            $0.failures = 0
            $0.nextAttempt = nil
        }
        return result
    }

    private func failed(_ error: PostgresError) {
        if error.kind == .interrupted { return }
        retry.failed(at: now(), needsPerson: error.needsPerson, random: random())
        let retry = retry
        reported.withLock {
            $0.isConnected = false
            $0.lastError = error
            $0.failures = retry.failures
            $0.nextAttempt = retry.nextAttempt
        }
    }

    private func count(_ outcome: PublishOutcome) {
        reported.withLock {
            $0.rowsSent += Int64(outcome.rowsSent)
            $0.rowsRefused += Int64(outcome.refused.count)
            $0.lastRefused = outcome.refused.last ?? $0.lastRefused
        }
    }
}
