public import FraiseModel

/// Judges measurements by thresholds, without memory: the same measurements give the same findings.
public struct HealthChecks: Sendable {
    public var thresholds: HealthThresholds

    /// Checks by those thresholds.
    public init(thresholds: HealthThresholds = HealthThresholds()) {
        self.thresholds = thresholds
    }

    /// What was found of each component, in the order of `HealthComponent`.
    public func findings(_ measurements: HealthMeasurements) -> [ComponentHealth] {
        let window = measurements.windowSeconds
        return [
            database(measurements.database, windowSeconds: window),
            cache(measurements.cache, windowSeconds: window),
            graphql(measurements.graphql, windowSeconds: window),
            tracing(measurements.tracing, windowSeconds: window), agent(measurements.agent),
        ]
    }

    /// GraphQL: success and error rate.
    public func graphql(_ totals: OperationTotals, windowSeconds: Int64) -> ComponentHealth {
        var found = Findings()
        found.detail("window_seconds", count: windowSeconds)
        found.detail("total_operations", count: totals.count)
        found.detail("success_rate", number: totals.successRate)
        found.detail("error_rate", number: totals.errorRate)
        found.detail("error_count", count: totals.errorCount + totals.timeoutCount)
        found.detail("partial_error_count", count: totals.partialErrorCount)
        found.detail("slow_operations", count: totals.slowCount)
        HealthChecks.durations(totals, &found)
        if totals.count >= thresholds.minimumSamples, let success = totals.successRate,
            let error = totals.errorRate
        {
            found.judge(
                "success rate",
                success,
                atLeast: thresholds.graphqlSuccessDegraded,
                unhealthy: thresholds.graphqlSuccessUnhealthy
            )
            found.judge(
                "error rate",
                error,
                degraded: thresholds.graphqlErrorDegraded,
                unhealthy: thresholds.graphqlErrorUnhealthy
            )
        } else if totals.count > 0 {
            found.skip(tooFew(totals.count, "operations", windowSeconds))
        }
        return found.health(
            .graphql,
            empty: "no GraphQL operations in the last \(Findings.seconds(Double(windowSeconds)))"
        )
    }

    /// Caches: hit and eviction rate.
    public func cache(_ cache: CacheMeasurements, windowSeconds: Int64) -> ComponentHealth {
        var found = Findings()
        let lookups = cache.hits + cache.misses
        let hitRate = HealthChecks.ratio(cache.hits, lookups)
        let evictionRate = HealthChecks.ratio(cache.evictions, cache.sets)
        found.detail("window_seconds", count: windowSeconds)
        found.detail("hit_rate", number: hitRate)
        found.detail("eviction_rate", number: evictionRate)
        found.detail("error_rate", number: HealthChecks.ratio(cache.errors, lookups + cache.errors))
        found.detail("hits", count: cache.hits)
        found.detail("misses", count: cache.misses)
        found.detail("sets", count: cache.sets)
        found.detail("evictions", count: cache.evictions)
        found.detail("expirations", count: cache.expirations)
        found.detail("errors", count: cache.errors)
        found.detail("entries", count: cache.entries)
        found.detail("memory_bytes", count: cache.memoryBytes)
        if lookups >= thresholds.minimumSamples, let hitRate {
            found.judge(
                "hit rate",
                hitRate,
                atLeast: thresholds.cacheHitDegraded,
                unhealthy: thresholds.cacheHitUnhealthy
            )
        } else if lookups > 0 {
            found.skip(tooFew(lookups, "look-ups", windowSeconds))
        }
        if cache.sets >= thresholds.minimumSamples, let evictionRate {
            found.judge("eviction rate", evictionRate, degraded: thresholds.cacheEvictionDegraded)
        } else if cache.sets > 0 {
            found.skip(tooFew(cache.sets, "sets", windowSeconds))
        }
        return found.health(
            .cache,
            empty: "no cache accesses in the last \(Findings.seconds(Double(windowSeconds)))"
        )
    }

    /// Tracing: whether trace contexts are well formed. That records carry none at all is no fault: the
    /// application may not use tracing.
    public func tracing(_ tracing: TracingMeasurements, windowSeconds: Int64) -> ComponentHealth {
        var found = Findings()
        found.detail("window_seconds", count: windowSeconds)
        found.detail("records", count: tracing.records)
        found.detail("traced_records", count: tracing.traced)
        found.detail("traced_rate", number: HealthChecks.ratio(tracing.traced, tracing.records))
        found.detail("invalid_contexts", count: tracing.invalid)
        let contexts = tracing.traced + (tracing.invalid ?? 0)
        if contexts >= thresholds.minimumSamples {
            if let invalid = tracing.invalid, let rate = HealthChecks.ratio(invalid, contexts) {
                found.judge(
                    "share of malformed trace contexts",
                    rate,
                    degraded: thresholds.invalidTraceDegraded
                )
            }
            if let rate = HealthChecks.ratio(tracing.traced, tracing.records) {
                found.pass("\(Findings.percent(rate)) of records carry a trace-id")
            }
        } else if contexts > 0 {
            found.skip(tooFew(contexts, "trace contexts", windowSeconds))
        }
        return found.health(
            .tracing,
            empty: "no trace contexts in the last \(Findings.seconds(Double(windowSeconds)))"
        )
    }

    /// "7 operations in the last 5 min, 20 needed".
    func tooFew(_ count: Int64, _ noun: String, _ windowSeconds: Int64) -> String {
        "\(count) \(noun) in the last \(Findings.seconds(Double(windowSeconds))),"
            + " \(thresholds.minimumSamples) needed to judge"
    }

    static func ratio(_ part: Int64, _ whole: Int64) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }

    /// Average and percentiles.
    static func durations(_ totals: OperationTotals, _ found: inout Findings) {
        found.detail(
            "avg_duration_ms",
            nanoseconds: totals.averageDuration.map { Int64($0.rounded()) }
        )
        found.detail("p50_duration_ms", nanoseconds: totals.quantile(millionths: 500_000))
        found.detail("p95_duration_ms", nanoseconds: totals.quantile(millionths: 950_000))
        found.detail("p99_duration_ms", nanoseconds: totals.quantile(millionths: 990_000))
    }
}
