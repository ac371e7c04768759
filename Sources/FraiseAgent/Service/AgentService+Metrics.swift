internal import FraiseControl
internal import FraiseModel
internal import FraisePipeline
internal import FraisePlatform
internal import FraiseTail
internal import FraiseWindow

extension AgentService {
    func metrics() async -> [MetricFamily] {
        let now = SystemClock.now()
        let view = pipeline.view
        var families: [MetricFamily] = [
            MetricFamily(
                "fraiseqld_build",
                .info,
                help: "The program.",
                samples: [.init(.integer(1), labels: [.init("version", AgentVersion.number)])]
            ),
            MetricFamily(
                "fraiseqld_start_time_seconds",
                .gauge,
                help: "When the agent started, seconds since 1970.",
                samples: [.init(.number(Double(state.started.microseconds) / 1e6))]
            ),
        ]
        families += sources(view)
        families += archive(view)
        families += window(now)
        families.append(
            MetricFamily(
                "fraiseqld_health_status",
                .gauge,
                help: "0 healthy, 1 degraded, 2 unhealthy, 3 unknown, by component.",
                samples: state.health.components.map {
                    .init(
                        .integer(Int64($0.status.rawValue)),
                        labels: [.init("component", $0.component.name)]
                    )
                }
            )
        )
        if let bytes = ProcessEnvironment.residentBytes {
            families.append(
                MetricFamily(
                    "fraiseqld_resident_memory_bytes",
                    .gauge,
                    help: "Resident memory.",
                    samples: [.init(.integer(bytes))]
                )
            )
        }
        if let progress = publishing?.progress {
            families.append(
                MetricFamily(
                    "fraiseqld_postgresql_rows_sent",
                    .counter,
                    help: "Rows that the summary tables took.",
                    samples: [.init(.integer(progress.rowsSent))]
                )
            )
            families.append(
                MetricFamily(
                    "fraiseqld_postgresql_up",
                    .gauge,
                    help: "1 when the last round reached the database.",
                    samples: [.init(.integer(progress.isConnected ? 1 : 0))]
                )
            )
        }
        return families
    }

    private func sources(_ view: PipelineView) -> [MetricFamily] {
        let ledgers = view.sources.sorted { $0.key < $1.key }
        func family(_ name: String, _ help: String, _ figure: (Ledger) -> Int64) -> MetricFamily {
            MetricFamily(
                name,
                .counter,
                help: help,
                samples: ledgers.map { .init(.integer(figure($0.value)), labels: [.init("source", $0.key)]) }
            )
        }
        var lags: [String: Double] = [:]
        for file in view.files { lags[file.source] = max(lags[file.source] ?? 0, file.lagSeconds) }
        return [
            family("fraiseqld_source_records", "Records kept.") { $0.records },
            family("fraiseqld_source_operations", "Records counted, kept or not.") { $0.operations },
            family("fraiseqld_source_lines", "Lines read.") { $0.lines },
            family("fraiseqld_source_rejected_lines", "Lines that gave no record.") { $0.rejectedLines },
            family("fraiseqld_source_parsed_bytes", "Bytes of lines that became records.") { $0.parsedBytes },
            family("fraiseqld_source_lost_bytes", "Bytes that no file has any more.") { $0.lostBytes },
            MetricFamily(
                "fraiseqld_source_lag_seconds",
                .gauge,
                help: "Age of the oldest complete line not committed.",
                samples: lags.sorted { $0.key < $1.key }.map {
                    .init(.number($0.value), labels: [.init("source", $0.key)])
                }
            ),
        ]
    }

    private func archive(_ view: PipelineView) -> [MetricFamily] {
        var families = [
            MetricFamily(
                "fraiseqld_archive_last_commit",
                .gauge,
                help: "Number of the newest commit.",
                samples: [.init(.integer(view.lastCommit))]
            ),
            MetricFamily(
                "fraiseqld_archive_open_bytes",
                .gauge,
                help: "Bytes of the open segment.",
                samples: [.init(.integer(view.openBytes))]
            ),
            MetricFamily(
                "fraiseqld_archive_paused",
                .gauge,
                help: "1 while nothing can be committed.",
                samples: [.init(.integer(view.pausedReason == nil ? 0 : 1))]
            ),
        ]
        if let space = view.space {
            families.append(
                MetricFamily(
                    "fraiseqld_archive_free_bytes",
                    .gauge,
                    help: "Free bytes of the archive's file system.",
                    samples: [.init(.integer(space.free))]
                )
            )
        }
        return families
    }

    /// Figures of the last five minutes, by kind and event type.
    private func window(_ now: Timestamp) -> [MetricFamily] {
        guard let live = pipeline.live else { return [] }
        let groups = live.statistics(
            WindowQuery(seconds: 300, grouping: [.kind, .eventType]),
            now: now
        ).groups
        func labels(_ group: StatisticsGroup) -> [MetricFamily.Label] {
            [.init("kind", group.kind?.name ?? ""), .init("event_type", group.eventType ?? "")]
        }
        func family(_ name: String, _ help: String, _ figure: (OperationTotals) -> Int64) -> MetricFamily {
            MetricFamily(
                name,
                .gauge,
                help: help,
                samples: groups.map { .init(.integer(figure($0.totals)), labels: labels($0)) }
            )
        }
        var quantiles: [MetricFamily.Sample] = []
        for group in groups where group.totals.durationCount > 0 {
            for (name, millionths) in [("0.5", Int64(500_000)), ("0.95", 950_000), ("0.99", 990_000)] {
                guard let value = group.totals.quantile(millionths: millionths) else { continue }
                quantiles.append(
                    .init(.duration(Int128(value)), labels: labels(group) + [.init("quantile", name)])
                )
            }
            quantiles.append(
                .init(.duration(group.totals.durationSum), suffix: "_sum", labels: labels(group))
            )
            quantiles.append(
                .init(.integer(group.totals.durationCount), suffix: "_count", labels: labels(group))
            )
        }
        return [
            family("fraiseqld_window_operations", "Operations of the last five minutes.") { $0.count },
            family("fraiseqld_window_errors", "Errors and time-outs of the last five minutes.") {
                $0.errorCount + $0.timeoutCount
            },
            family("fraiseqld_window_slow", "Slow operations of the last five minutes.") { $0.slowCount },
            MetricFamily(
                "fraiseqld_window_duration_seconds",
                .summary,
                help: "Durations of the last five minutes.",
                samples: quantiles
            ),
        ]
    }
}
