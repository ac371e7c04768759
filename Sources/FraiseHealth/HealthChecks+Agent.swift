public import FraiseModel

extension HealthChecks {
    /// The agent itself: whether it keeps up, finds and can read its sources, and can store what it reads.
    public func agent(_ agent: AgentMeasurements) -> ComponentHealth {
        var found = Findings()
        found.detail("paused", .flag(agent.pausedReason != nil))
        if let reason = agent.pausedReason { found.fail("ingest is paused: \(reason)") }
        judgeSources(agent, &found)
        judgeStorage(agent, &found)
        found.detail("memory_bytes", count: agent.memoryBytes)
        for notice in agent.notices { found.warn(notice) }
        return found.health(.agent, empty: "running")
    }

    private func judgeSources(_ agent: AgentMeasurements, _ found: inout Findings) {
        found.detail("lag_seconds", number: agent.lagSeconds)
        found.detail("lag_bytes", count: agent.lagBytes)
        if let lag = agent.lagSeconds {
            if lag > thresholds.lagDegraded {
                found.warn(
                    "reading lags \(Findings.seconds(lag)) behind, over \(Findings.seconds(thresholds.lagDegraded))"
                )
            } else {
                found.pass("reading keeps up")
            }
        } else {
            found.pass("running")
        }
        found.detail("silent_sources", count: Int64(agent.silentSources.count))
        for source in agent.silentSources {
            let since = source.seconds.map { "for \(Findings.seconds($0))" } ?? "since the start"
            found.warn("source \(source.name) has been silent \(since)")
        }
        found.detail("unmatched_sources", count: Int64(agent.unmatchedSources.count))
        for source in agent.unmatchedSources { found.warn("source \(source): its paths match no file") }
        found.detail("unreadable_files", count: Int64(agent.unreadableFiles.count))
        for file in agent.unreadableFiles.prefix(10) { found.warn("cannot read \(file)") }
        found.detail("lines", count: agent.lines)
        found.detail("rejects", count: agent.rejects)
        if let lines = agent.lines, let rejects = agent.rejects, lines >= thresholds.minimumSamples,
            let rate = HealthChecks.ratio(rejects, lines)
        {
            found.judge("share of rejected lines", rate, degraded: thresholds.rejectDegraded)
        }
        found.detail("lost_bytes", count: agent.lostBytes)
        if let lost = agent.lostBytes, lost > 0 {
            found.warn("\(lost) bytes of logs were lost before they were read")
        }
    }

    private func judgeStorage(_ agent: AgentMeasurements, _ found: inout Findings) {
        found.detail("disk_free", number: agent.diskFree)
        found.detail("disk_min_free", number: agent.diskMinimumFree)
        if let free = agent.diskFree, let minimum = agent.diskMinimumFree {
            if free < minimum {
                found.fail(
                    "the archive's file system has \(Findings.percent(free)) free, under \(Findings.percent(minimum)):"
                        + " ingest pauses"
                )
            } else if free < 2 * minimum {
                found.warn(
                    "the archive's file system has \(Findings.percent(free)) free;"
                        + " under \(Findings.percent(minimum)) ingest pauses"
                )
            }
        }
        found.detail("archive_damage", count: Int64(agent.archiveDamage.count))
        for damage in agent.archiveDamage.prefix(10) { found.warn("archive damage: \(damage)") }
        guard let rows = agent.rows else { return }
        found.detail("database_reachable", .flag(rows.failure == nil))
        found.detail("database_rows_pending", count: rows.pending)
        found.detail("database_rows_skipped", count: rows.skipped)
        if let failure = rows.failure {
            found.warn("summary rows wait in the archive, the database cannot be reached: \(failure)")
        }
        if rows.skipped > 0 {
            found.warn("\(rows.skipped) summary rows were refused by the database and left out")
        }
    }
}
