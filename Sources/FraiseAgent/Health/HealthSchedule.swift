internal import FraiseConfig
internal import FraiseHealth
internal import FraiseModel
internal import FraisePipeline
internal import FraisePlatform
internal import FraisePostgres
internal import FraiseTail
internal import FraiseWindow

/// Measures, checks and keeps the states of all components, one round after the other.
actor HealthSchedule {
    private let pipeline: Pipeline
    private let state: AgentState
    private let events: AgentEvents
    private let publishing: RowPublishing?
    private let log: AgentLog
    private var states: HealthStates
    private var probe: HealthProbe?
    private var unrecorded: [HealthTransition] = []

    init(
        pipeline: Pipeline,
        state: AgentState,
        events: AgentEvents,
        publishing: RowPublishing?,
        log: AgentLog
    ) {
        self.pipeline = pipeline
        self.state = state
        self.events = events
        self.publishing = publishing
        self.log = log
        let health = state.configuration.health
        states = HealthStates(worsenAfter: health.worsenAfter, recoverAfter: health.recoverAfter)
        let configuration = state.configuration
        if let url = configuration.health.database.url ?? configuration.postgresql.url {
            do throws(FraiseError) {
                probe = try HealthProbe(url: url.text)
            } catch {
                log.error("the database cannot be probed", ["error": error.description])
            }
        }
    }

    /// One round.
    func round() async {
        let begun = SystemClock.monotonic()
        let configuration = state.configuration
        let health = configuration.health
        states.worsenAfter = health.worsenAfter
        states.recoverAfter = health.recoverAfter
        let measurements = await measure(configuration)
        let findings = HealthChecks(thresholds: HealthThresholds(health)).findings(measurements)
        let now = SystemClock.now()
        let changes = states.observe(findings, at: now)
        for change in changes {
            states.apply(change)
            log.info(
                "health changed",
                [
                    "component": change.component?.name ?? "overall", "from": change.from.name,
                    "to": change.to.name,
                    "message": change.message,
                ]
            )
        }
        state.set(
            states.report(findings, at: now, duration: SystemClock.monotonic() - begun),
            transitions: states.transitions
        )
        await record(changes)
    }

    private func record(_ changes: [HealthTransition]) async {
        guard let publishing else { return }
        unrecorded += changes
        guard !unrecorded.isEmpty else { return }
        let commit = pipeline.view.lastCommit
        let rows = unrecorded.map { change in
            HealthTransitionRow(
                archive: pipeline.archiveIdentity,
                commit: commit,
                component: change.component?.name ?? "overall",
                from: change.from.name,
                to: change.to.name,
                reason: change.message,
                at: change.timestamp
            )
        }
        if await publishing.record(rows) {
            unrecorded.removeAll()
        } else if unrecorded.count > HealthStates.transitionLimit {
            unrecorded.removeFirst(unrecorded.count - HealthStates.transitionLimit)
        }
    }

    // MARK: Measuring

    private func measure(_ configuration: AgentConfiguration) async -> HealthMeasurements {
        let seconds = configuration.health.window.seconds
        var measurements = HealthMeasurements(windowSeconds: seconds)
        let now = SystemClock.now()
        if let live = pipeline.live {
            let groups = live.statistics(
                WindowQuery(seconds: seconds, grouping: [.kind], kinds: [.graphql, .database]),
                now: now
            ).groups
            measurements.graphql = groups.first { $0.kind == .graphql }?.totals ?? OperationTotals()
            measurements.database.totals = groups.first { $0.kind == .database }?.totals ?? OperationTotals()
            let pool = live.pool(seconds: min(seconds, 3600), now: now)
            measurements.database.pool = pool.latest
            measurements.database.maximumUtilization = pool.window.maximumUtilization
            let caches = live.caches(seconds: seconds, now: now)
            measurements.cache.hits = caches.hits
            measurements.cache.misses = caches.misses
            measurements.cache.sets = caches.sets
            measurements.cache.evictions = caches.evictions
            measurements.cache.expirations = caches.expirations
            measurements.cache.errors = caches.errors
            measurements.cache.entries = caches.entries
            measurements.cache.memoryBytes = caches.memoryBytes
            let traced = live.traced(seconds: min(seconds, 3600), now: now)
            measurements.tracing = TracingMeasurements(records: traced.records, traced: traced.traced)
        }
        if let probe { measurements.database.probe = HealthSchedule.probe(await probe.measure()) }
        measurements.agent = agent(configuration, now: now)
        return measurements
    }

    private static func probe(_ measured: DatabaseMeasurement) -> DatabaseMeasurements.Probe {
        let (seconds, attoseconds) = measured.totalDuration.components
        return DatabaseMeasurements.Probe(
            responseTime: seconds * 1_000_000_000 + attoseconds / 1_000_000_000,
            failure: measured.error?.description,
            serverVersion: measured.serverVersion.map { "\($0 / 10_000).\($0 % 10_000)" },
            connections: measured.connections.map { Int64($0) },
            maximumConnections: measured.maxConnections.map { Int64($0) }
        )
    }

    private func agent(_ configuration: AgentConfiguration, now: Timestamp) -> AgentMeasurements {
        let view = pipeline.view
        var agent = AgentMeasurements()
        agent.pausedReason = view.pausedReason?.description
        agent.lagSeconds = view.files.map(\.lagSeconds).max()
        let known = view.files.compactMap(\.lagBytes)
        agent.lagBytes = known.isEmpty ? nil : known.reduce(0, +)
        agent.memoryBytes = ProcessEnvironment.residentBytes
        for (path, problem) in view.problems.sorted(by: { $0.key < $1.key }) {
            switch problem {
            case .nothingMatches(let source): agent.unmatchedSources.append(source)
            default: agent.unreadableFiles.append("\(path): \(problem.text)")
            }
        }
        var total = Ledger()
        for ledger in view.sources.values { total.add(ledger) }
        agent.lines = total.lines
        agent.rejects = total.rejectedLines
        agent.lostBytes = total.lostBytes
        if let space = view.space, space.total > 0 {
            agent.diskFree = Double(space.free) / Double(space.total)
            agent.diskMinimumFree = configuration.archive.minimumFree
        }
        agent.archiveDamage = events.archiveDamage
        if let error = view.sealingFailure { agent.notices.append("sealing: \(error.description)") }
        for (path, problem) in view.parserProblems.sorted(by: { $0.key < $1.key }) {
            agent.notices.append("\(path): \(problem)")
        }
        for source in configuration.sources {
            guard let limit = source.expectEvery else { continue }
            let last = view.lastLine[source.name] ?? state.started
            let silent = Double(now.microseconds - last.microseconds) / 1e6
            if silent > Double(limit.nanoseconds) / 1e9 {
                agent.silentSources.append(AgentMeasurements.SilentSource(name: source.name, seconds: silent))
            }
        }
        if let progress = publishing?.progress {
            agent.rows = AgentMeasurements.Rows(
                pending: progress.rowsPending,
                failure: progress.failure,
                skipped: progress.rowsSkipped
            )
        }
        return agent
    }

    /// Ends a probe that runs.
    nonisolated func stop() async {
        await interruptProbe()
    }

    private func interruptProbe() {
        probe?.interrupt()
    }
}
