public import FraiseModel

extension HealthChecks {
    /// The application's database: whether it answers, its pool, slow statements and errors.
    public func database(_ database: DatabaseMeasurements, windowSeconds: Int64) -> ComponentHealth {
        var found = Findings()
        found.detail("connected", database.probe.map { .flag($0.failure == nil) } ?? .unknown)
        if let probe = database.probe {
            found.detail("server_version", probe.serverVersion.map { .text($0) } ?? .unknown)
            found.detail("connections", count: probe.connections)
            found.detail("max_connections", count: probe.maximumConnections)
            if let failure = probe.failure {
                found.fail("the database cannot be reached: \(failure)")
            } else {
                found.pass("connected")
            }
        }
        judgePool(database, &found)
        judgeStatements(database.totals, windowSeconds, &found)
        return found.health(
            .database,
            responseTime: database.probe?.responseTime ?? 0,
            empty:
                "no statements in the last \(Findings.seconds(Double(windowSeconds))), no pool, no database to ask"
        )
    }

    private func judgePool(_ database: DatabaseMeasurements, _ found: inout Findings) {
        let pool = database.pool
        var utilization: Double?
        if let active = pool?.active, let total = pool?.total {
            utilization = HealthChecks.ratio(active, total)
        }
        found.detail("pool_utilization", number: utilization)
        found.detail("pool_max_utilization", number: database.maximumUtilization)
        found.detail("pool_active", count: pool?.active)
        found.detail("pool_total", count: pool?.total)
        found.detail("pool_waiting", count: pool?.waiting)
        guard let utilization else { return }
        found.judge(
            "pool utilization",
            utilization,
            degraded: thresholds.poolDegraded,
            unhealthy: thresholds.poolUnhealthy
        )
    }

    private func judgeStatements(_ totals: OperationTotals, _ windowSeconds: Int64, _ found: inout Findings) {
        found.detail("window_seconds", count: windowSeconds)
        found.detail("total_queries", count: totals.count)
        found.detail("slow_queries", count: totals.slowCount)
        found.detail("slow_rate", number: totals.slowRate)
        found.detail("error_count", count: totals.errorCount + totals.timeoutCount)
        found.detail("error_rate", number: totals.errorRate)
        HealthChecks.durations(totals, &found)
        if totals.count >= thresholds.minimumSamples, let slow = totals.slowRate, let error = totals.errorRate
        {
            found.judge(
                "error rate",
                error,
                degraded: thresholds.databaseErrorDegraded,
                unhealthy: thresholds.databaseErrorUnhealthy
            )
            found.judge("share of slow statements", slow, degraded: thresholds.databaseSlowDegraded)
        } else if totals.count > 0 {
            found.skip(tooFew(totals.count, "statements", windowSeconds))
        }
    }
}
