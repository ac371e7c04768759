import FraiseControl
import FraiseControlServer
import FraiseModel

/// A service with fixed answers in which everything is set, hostile texts among them.
struct FixtureService: ControlService {
    var healthStatus = HealthStatus.degraded
    var isEmpty = false
    var draining = false

    static let now = Timestamp(seconds: 1_795_342_530)

    /// Totals of these durations in milliseconds, the last `errors` of them failed.
    static func totals(_ milliseconds: [Int64], errors: Int = 0) -> OperationTotals {
        var totals = OperationTotals()
        for (index, value) in milliseconds.enumerated() {
            let isSlow = value >= 100
            totals.add(
                RecordEntry(
                    timestamp: now,
                    duration: value * 1_000_000,
                    rows: 2,
                    responseBytes: 1000,
                    offset: 0,
                    length: 0,
                    key: 0,
                    kind: .database,
                    status: index >= milliseconds.count - errors ? .error : .success,
                    severity: .unknown,
                    flags: isSlow ? .slow : []
                )
            )
        }
        return totals
    }

    func health() async -> HealthReport {
        HealthReport(
            timestamp: Self.now,
            status: healthStatus,
            duration: 1_250_000,
            components: HealthComponent.allCases.map { component in
                ComponentHealth(
                    component: component,
                    status: component == .cache ? healthStatus : .healthy,
                    message: component == .cache ? "hit rate is 0.55" : "as it should be",
                    responseTime: 150_000,
                    details: [
                        HealthDetail("hit_rate", .number(0.55)),
                        HealthDetail("p95_duration_ms", .duration(1_500_000)),
                        HealthDetail("total", .count(12)), HealthDetail("pool_total", .unknown),
                    ],
                    warnings: component == .cache ? ["hit rate 0.55 is under 0.6"] : [],
                    errors: []
                )
            }
        )
    }

    func isDraining() async -> Bool { draining }

    func transitions() async -> [HealthTransition] {
        isEmpty
            ? []
            : [
                HealthTransition(
                    timestamp: Self.now,
                    component: .cache,
                    from: .healthy,
                    to: .degraded,
                    message: "hit rate is 0.55",
                    previousDuration: 3_600_000_000_000
                )
            ]
    }

    func status() async throws(ControlProblem) -> AgentStatus {
        var ledger = Ledger()
        ledger.parsedBytes = 900
        ledger.rejectedBytes = 50
        ledger.heldBytes = 20
        ledger.lines = 12
        ledger.records = 10
        ledger.operations = 11
        ledger.rejects[Int(RejectReason.notJSON.rawValue)] = 2
        var source = SourceStatus(
            source: "app",
            type: "operations",
            path: "/var/log/app\u{1B}[2J.jsonl",
            state: "following"
        )
        source.identity = FileIdentity(device: 1, inode: .max)
        source.size = 1_000_000
        source.offset = 970
        source.lagBytes = 30
        source.lag = 1_500_000_000
        source.eventAge = 2_000_000_000
        source.ledger = ledger
        source.unterminatedBytes = 7
        source.envelope = "docker"
        var archive = ArchiveStatus(directory: "/var/lib/fraiseqld/archive")
        archive.identity = "00112233445566778899aabbccddeeff"
        archive.bytes = 5 << 20
        archive.segments = 3
        archive.openSegment = 4
        archive.lastCommit = 99
        archive.lastCommitTime = Self.now
        archive.daysLeft = 41.26
        var postgresql = PostgresStatus(state: "unreachable")
        postgresql.message = "connection refused"
        postgresql.rowsPending = 5
        var memory = MemoryStatus()
        memory.residentBytes = 30 << 20
        memory.windowStepSeconds = 10
        var status = AgentStatus(
            version: "1.2.3",
            host: "web-1",
            processID: 42,
            started: Self.now,
            uptime: 3_661_000_000_000,
            generation: 2,
            sources: isEmpty ? [] : [source],
            archive: archive,
            postgresql: postgresql,
            memory: memory
        )
        status.rejects = [
            RejectExample(
                path: "/var/log/app.jsonl",
                reject: Reject(reason: .notJSON, offset: 100, length: 25)
            )
        ]
        status.overrides = [ConfigurationEntry(key: "slow.query", value: "50ms", origin: "override")]
        return status
    }

    func statistics(_ request: StatisticsRequest) async throws(ControlProblem) -> StatisticsAnswer {
        let has = { (field: StatisticsRequest.Field) in request.by.contains(field) }
        let group = { (type: String, name: String, totals: OperationTotals) in
            StatisticsAnswer.Group(
                kind: has(.kind) ? request.kinds.first ?? .graphql : nil,
                eventType: has(.eventType) ? type : nil,
                operationName: has(.operationName) ? name : nil,
                totals: totals
            )
        }
        let queries = Self.totals([10, 20, 30, 400], errors: 1)
        let mutations = Self.totals([7])
        var total = queries
        total.merge(mutations)
        let groups = [group("query", "日本語\u{202E}x", queries), group("mutation", "=cmd()", mutations)]
        return StatisticsAnswer(
            windowSeconds: request.windowSeconds,
            start: Timestamp(seconds: Self.now.seconds - request.windowSeconds),
            end: Self.now,
            stepSeconds: 10,
            completeFrom: isEmpty ? Self.now : nil,
            total: isEmpty ? OperationTotals() : total,
            groups: isEmpty ? [] : Array(groups.prefix(request.limit)),
            other: request.limit < 2 && !isEmpty ? mutations : nil
        )
    }

    func operations(_ request: OperationsRequest) async throws(ControlProblem) -> OperationsAnswer {
        if isEmpty { return OperationsAnswer(records: []) }
        let statement =
            #"{"timestamp":"2026-11-22T10:15:30.123456Z","kind":"database","event_type":"select","#
            + #""duration_ms":152.000001,"status":"success","trace_id":"0af7651916cd43dd8448eb211c80319c","#
            + #""rows_affected":3,"statement":"SELECT * FROM \"a,b\" WHERE x = $1\n"}"#
        let operation =
            #"{"timestamp":"2026-11-22T10:15:31.000000Z","kind":"graphql","event_type":"query","#
            + #""operation_name":"=GetUser","duration_ms":612,"status":"error","error":"boom \u001b[31m"}"#
        let isDatabase = request.kinds == [.database]
        return OperationsAnswer(records: [Array((isDatabase ? statement : operation).utf8) + [10]])
    }

    func pool(_ request: HistoryRequest) async throws(ControlProblem) -> PoolAnswer {
        if isEmpty { return PoolAnswer(latest: nil, history: []) }
        var sample = PoolSample(timestamp: Self.now)
        sample.total = 20
        sample.active = 15
        sample.idle = 5
        sample.averageWait = 1.5
        var point = PoolAnswer.Point(start: Self.now, samples: 2)
        point.averageUtilization = 0.75
        return PoolAnswer(latest: sample, history: [point])
    }

    func caches(_ request: HistoryRequest) async throws(ControlProblem) -> CacheAnswer {
        var figures = CacheFigures(name: request.cache ?? "apq")
        figures.hits = 90
        figures.misses = 10
        figures.sets = 12
        figures.evictions = 3
        figures.memoryBytes = 3 << 20
        return CacheAnswer(
            windowSeconds: request.windowSeconds,
            start: Self.now,
            end: Self.now,
            caches: isEmpty ? [] : [figures]
        )
    }

    func configuration() async throws(ControlProblem) -> ConfigurationAnswer {
        ConfigurationAnswer(
            generation: 2,
            file: "/etc/fraiseqld/fraiseqld.yaml",
            entries: [
                ConfigurationEntry(key: "slow.query", value: "100ms", origin: "default"),
                ConfigurationEntry(
                    key: "sources[0].paths",
                    value: ["/a", "/b"],
                    origin: "/etc/fraiseqld/fraiseqld.yaml:7"
                ),
            ]
        )
    }

    func reload() async throws(ControlProblem) -> ReloadAnswer {
        if isEmpty { throw ControlProblem(FraiseError(.configuration, "line 3: slow.qury is unknown")) }
        return ReloadAnswer(
            generation: 3,
            changed: ["slow.query"],
            needsRestart: ["host"],
            warnings: ["no group"]
        )
    }

    func rotate() async throws(ControlProblem) -> RotationAnswer { RotationAnswer(generation: 2, segment: 4) }

    func metrics() async -> [MetricFamily] {
        [
            MetricFamily(
                "fraiseqld_records",
                .counter,
                help: "Records kept.",
                samples: [.init(.integer(7), labels: [.init("source", "a\"\n\\")])]
            )
        ]
    }
}
