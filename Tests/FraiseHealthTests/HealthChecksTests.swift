import FraiseModel
import Testing

@testable import FraiseHealth

@Suite struct HealthChecksTests {
    let checks = HealthChecks()

    static func totals(count: Int64, errors: Int64 = 0, partial: Int64 = 0, slow: Int64 = 0)
        -> OperationTotals
    {
        var totals = OperationTotals()
        totals.count = count
        totals.errorCount = errors
        totals.partialErrorCount = partial
        totals.successCount = count - errors - partial
        totals.slowCount = slow
        return totals
    }

    static func pool(active: Int64?, total: Int64?) -> PoolSample {
        var pool = PoolSample(timestamp: Timestamp(seconds: 0))
        pool.active = active
        pool.total = total
        return pool
    }

    func value(_ health: ComponentHealth, _ name: String) -> HealthDetail.Value? {
        health.details.first { $0.name == name }?.value
    }

    // MARK: Database

    @Test func nothingMeasuredIsUnknown() {
        let found = checks.findings(HealthMeasurements(windowSeconds: 300))
        #expect(found.map(\.component) == HealthComponent.allCases)
        #expect(found.map(\.status) == [.unknown, .unknown, .unknown, .unknown, .healthy])
        #expect(found[0].message == "no statements in the last 5 min, no pool, no database to ask")
        #expect(value(found[0], "connected") == .unknown)
        #expect(value(found[0], "pool_utilization") == .unknown)
        #expect(value(found[0], "p95_duration_ms") == .unknown)
        #expect(value(found[1], "hit_rate") == .unknown)
        #expect(value(found[2], "success_rate") == .unknown)
    }

    @Test(
        arguments: [
            (16, HealthStatus.healthy), (17, .degraded), (18, .degraded), (19, .unhealthy), (20, .unhealthy),
        ] as [(Int64, HealthStatus)]
    ) func pool(active: Int64, status: HealthStatus) {
        let health = checks.database(
            DatabaseMeasurements(pool: Self.pool(active: active, total: 20)),
            windowSeconds: 300
        )
        #expect(health.status == status)
    }

    @Test func aPoolWithoutFiguresSaysNothing() {
        for pool in [
            Self.pool(active: nil, total: 20), Self.pool(active: 3, total: nil),
            Self.pool(active: 0, total: 0),
        ] {
            #expect(checks.database(DatabaseMeasurements(pool: pool), windowSeconds: 300).status == .unknown)
        }
    }

    @Test(
        arguments: [
            (0, 0, HealthStatus.healthy), (10, 0, .healthy), (11, 0, .degraded), (50, 0, .degraded),
            (51, 0, .unhealthy),
            (0, 50, .healthy), (0, 51, .degraded), (0, 1000, .degraded), (51, 51, .unhealthy),
        ] as [(Int64, Int64, HealthStatus)]
    ) func statements(errors: Int64, slow: Int64, status: HealthStatus) {
        let health = checks.database(
            DatabaseMeasurements(totals: Self.totals(count: 1000, errors: errors, slow: slow)),
            windowSeconds: 300
        )
        #expect(health.status == status)
        #expect(value(health, "error_count") == .count(errors))
        #expect(value(health, "slow_queries") == .count(slow))
    }

    @Test func tooFewStatementsShowTheRateWithoutJudging() {
        let few = checks.database(
            DatabaseMeasurements(totals: Self.totals(count: 19, errors: 19)),
            windowSeconds: 300
        )
        #expect(few.status == .unknown)
        #expect(few.message == "19 statements in the last 5 min, 20 needed to judge")
        #expect(value(few, "error_rate") == .number(1))
        let enough = checks.database(
            DatabaseMeasurements(totals: Self.totals(count: 20, errors: 20)),
            windowSeconds: 300
        )
        #expect(enough.status == .unhealthy)
    }

    @Test func theProbeCountsWithoutStatements() {
        let up = checks.database(
            DatabaseMeasurements(
                probe: .init(responseTime: 5_000_000, serverVersion: "15.14", connections: 4)
            ),
            windowSeconds: 300
        )
        #expect(up.status == .healthy)
        #expect(up.message == "connected")
        #expect(up.responseTime == 5_000_000)
        #expect(value(up, "connected") == .flag(true))
        #expect(value(up, "server_version") == .text("15.14"))
        #expect(value(up, "max_connections") == .unknown)
        let down = checks.database(
            DatabaseMeasurements(
                probe: .init(responseTime: 1, failure: "connection refused"),
                totals: Self.totals(count: 1000)
            ),
            windowSeconds: 300
        )
        #expect(down.status == .unhealthy)
        #expect(down.errors == ["the database cannot be reached: connection refused"])
        #expect(value(down, "connected") == .flag(false))
    }

    // MARK: Cache

    @Test(
        arguments: [
            (60, HealthStatus.healthy), (59, .degraded), (50, .degraded), (49, .unhealthy), (0, .unhealthy),
            (100, .healthy),
        ] as [(Int64, HealthStatus)]
    ) func hitRate(hits: Int64, status: HealthStatus) {
        var cache = CacheMeasurements()
        cache.hits = hits
        cache.misses = 100 - hits
        #expect(checks.cache(cache, windowSeconds: 300).status == status)
    }

    @Test func evictions() {
        var cache = CacheMeasurements()
        cache.sets = 100
        cache.evictions = 30
        #expect(checks.cache(cache, windowSeconds: 300).status == .healthy)
        cache.evictions = 31
        let health = checks.cache(cache, windowSeconds: 300)
        #expect(health.status == .degraded)
        #expect(health.warnings == ["eviction rate is 31 %, over 30 %"])
        #expect(value(health, "hit_rate") == .unknown)
        cache.sets = 19
        #expect(checks.cache(cache, windowSeconds: 300).status == .unknown)
    }

    @Test func anIdleCacheIsUnknown() {
        let health = checks.cache(CacheMeasurements(), windowSeconds: 300)
        #expect(health.status == .unknown)
        #expect(health.message == "no cache accesses in the last 5 min")
    }

    // MARK: GraphQL

    @Test(
        arguments: [
            (0, 0, HealthStatus.healthy), (0, 50, .healthy), (0, 51, .degraded), (0, 100, .degraded),
            (0, 101, .unhealthy),
            (10, 0, .healthy), (11, 0, .degraded), (50, 0, .degraded), (51, 0, .unhealthy),
        ] as [(Int64, Int64, HealthStatus)]
    ) func graphql(errors: Int64, partial: Int64, status: HealthStatus) {
        let totals = Self.totals(count: 1000, errors: errors, partial: partial)
        #expect(checks.graphql(totals, windowSeconds: 300).status == status)
    }

    @Test func messagesGiveRateAndThreshold() {
        let health = checks.graphql(Self.totals(count: 1000, errors: 51), windowSeconds: 300)
        #expect(health.errors == ["error rate is 5.1 %, over 5 %"])
        #expect(health.warnings == ["success rate is 94.9 %, under 95 %"])
        #expect(health.message == "error rate is 5.1 %, over 5 %; success rate is 94.9 %, under 95 %")
        let good = checks.graphql(Self.totals(count: 1000), windowSeconds: 300)
        #expect(good.message == "success rate 100 %, error rate 0 %")
    }

    // MARK: Tracing

    @Test(
        arguments: [
            (0, 0, HealthStatus.unknown), (10, 0, .unknown), (1000, 10, .healthy), (980, 20, .degraded),
        ] as [(Int64, Int64, HealthStatus)]
    ) func tracing(traced: Int64, invalid: Int64, status: HealthStatus) {
        let health = checks.tracing(
            TracingMeasurements(records: 2000, traced: traced, invalid: invalid),
            windowSeconds: 300
        )
        #expect(health.status == status)
        #expect(value(health, "traced_rate") == .number(Double(traced) / 2000))
    }

    // MARK: Agent

    func agent(_ change: (inout AgentMeasurements) -> Void) -> ComponentHealth {
        var agent = AgentMeasurements()
        change(&agent)
        return checks.agent(agent)
    }

    @Test func agentFindings() {
        #expect(agent { $0.lagSeconds = 30 }.status == .healthy)
        #expect(agent { $0.lagSeconds = 30.5 }.warnings == ["reading lags 30.5 s behind, over 30 s"])
        #expect(agent { $0.pausedReason = "no space" }.errors == ["ingest is paused: no space"])
        #expect(
            agent { $0.silentSources = [.init(name: "app", seconds: 1800), .init(name: "pg", seconds: nil)] }
                .warnings
                == ["source app has been silent for 30 min", "source pg has been silent since the start"]
        )
        #expect(agent { $0.unmatchedSources = ["app"] }.warnings == ["source app: its paths match no file"])
        #expect(agent { $0.unreadableFiles = ["/a: permission denied"] }.status == .degraded)
        #expect(agent { $0.lostBytes = 1 }.status == .degraded)
        #expect(agent { $0.lostBytes = 0 }.status == .healthy)
        #expect(agent { $0.archiveDamage = ["0000000001: bytes 5–9"] }.status == .degraded)
        #expect(agent { $0.notices = ["control.group does not exist"] }.status == .degraded)
    }

    @Test func rejectsNeedASample() {
        func rejects(_ count: Int64, of lines: Int64) -> HealthStatus {
            agent {
                $0.rejects = count
                $0.lines = lines
            }.status
        }
        #expect(rejects(19, of: 19) == .healthy)
        #expect(rejects(1, of: 20) == .healthy)
        #expect(rejects(2, of: 20) == .degraded)
    }

    @Test func diskSpace() {
        func free(_ share: Double) -> HealthStatus {
            agent {
                $0.diskFree = share
                $0.diskMinimumFree = 0.05
            }.status
        }
        #expect(free(0.1) == .healthy)
        #expect(free(0.099) == .degraded)
        #expect(free(0.05) == .degraded)
        #expect(free(0.049) == .unhealthy)
    }

    @Test func rowsToPostgreSQL() {
        #expect(agent { $0.rows = .init(pending: 5) }.status == .healthy)
        let down = agent { $0.rows = .init(pending: nil, failure: "password rejected") }
        #expect(down.status == .degraded)
        #expect(value(down, "database_rows_pending") == .unknown)
        #expect(value(down, "database_reachable") == .flag(false))
        #expect(agent { $0.rows = .init(pending: 0, skipped: 2) }.status == .degraded)
    }

    // MARK: Texts

    @Test(arguments: [
        (0.0, "0 %"), (1, "100 %"), (0.05, "5 %"), (0.0501, "5.01 %"), (0.051, "5.1 %"), (0.99999, "100 %"),
        (.nan, "unknown"), (.infinity, "unknown"),
    ]) func percent(rate: Double, text: String) {
        #expect(Findings.percent(rate) == text)
    }

    @Test(arguments: [
        (30.0, "30 s"), (0.25, "0.3 s"), (119.9, "119.9 s"), (300, "5 min"), (7200, "2 h"), (.nan, "unknown"),
    ])
    func seconds(value: Double, text: String) {
        #expect(Findings.seconds(value) == text)
    }
}
