/// The keys of the file but those of sources, in the order of the file.
enum AgentKeys {
    typealias Key = KeyDefinition<AgentConfiguration>

    static let beforeSources: [Key] = general
    static let afterSources: [Key] = figures + archive + postgresql + health + outside
    static let all: [Key] = beforeSources + afterSources

    /// Under 2^53 ns; longer ones have no place in sketches.
    private static let slow = ScalarType.duration(.seconds(0) ... .days(104))

    private static let general: [Key] = [
        .place("host", \.host, .hostName, "the host name", "Name of this machine in every record."),
        .place(
            "state_directory",
            \.stateDirectory,
            .path("directory"),
            "/var/lib/fraiseqld",
            "Where locks and overrides are kept. A user's own: $XDG_STATE_HOME/fraiseqld."
        ),
        .value(
            "log.level",
            \.log.level,
            .word,
            "info",
            "The least severe event of the agent's own log.",
            .runtime
        ),
        .value("log.format", \.log.format, .word, "text", "How the agent's own log is written."),
        .value(
            "log.reject_samples",
            \.log.rejectSamples,
            .boolean,
            "false",
            "Whether the text of rejected lines may be shown in the log and in answers."
        ),
    ]

    private static let figures: [Key] = [
        .value(
            "windows.memory",
            \.windows.memory,
            .size(8 << 20...64 << 30),
            "128MiB",
            "Bound of rolling windows; over it the finest steps are merged first, no figure loses accuracy."
        ),
        .value(
            "windows.max_operations",
            \.windows.maximumOperations,
            .integer(10...1_000_000),
            "2000",
            "Operations with figures of their own; all others share the row (other)."
        ),
        .value(
            "slow.query",
            \.slow.query,
            slow,
            "100ms",
            "A GraphQL query is slow from this duration on.",
            .runtime
        ),
        .value(
            "slow.mutation",
            \.slow.mutation,
            slow,
            "500ms",
            "A GraphQL mutation is slow from this duration on.",
            .runtime
        ),
        .value(
            "slow.subscription",
            \.slow.subscription,
            slow,
            "500ms",
            "A GraphQL subscription is slow from this duration on.",
            .runtime
        ),
        .value(
            "slow.database",
            \.slow.database,
            slow,
            "100ms",
            "A database statement is slow from this duration on.",
            .runtime
        ),
        .value(
            "slow.cache",
            \.slow.cache,
            slow,
            "10ms",
            "A cache access is slow from this duration on.",
            .runtime
        ),
        .value(
            "sampling.rate",
            \.sampling.rate,
            .ratio,
            "1.0",
            "Share of traces whose records are kept; figures count all, errors and slow ones are always kept.",
            .runtime
        ),
        .list(
            "redact",
            \.redact,
            .member(refusing: ["timestamp", "host", "source", "kind"]),
            "[]",
            "Fields whose value becomes *** before anything else sees it: archive, memory, socket, tables."
        ),
    ]

    private static let archive: [Key] = [
        .place(
            "archive.directory",
            \.archive.directory,
            .path("directory"),
            "archive in state_directory",
            "Where the archive is."
        ),
        .value(
            "archive.rotate.size",
            \.archive.rotate.size,
            .size(64 << 10...64 << 30),
            "256MiB",
            "The open segment is sealed at this compressed size."
        ),
        .value(
            "archive.rotate.interval",
            \.archive.rotate.interval,
            .duration(.seconds(1) ... .hours(24)),
            "1h",
            "The open segment is sealed this long after its first commit."
        ),
        .value(
            "archive.retention.age",
            \.archive.retention.age,
            ScalarType.duration(.hours(1) ... .days(36_500)).or("forever"),
            "forever",
            "A sealed segment is removed this long after its sealing, such as 90d; forever: never.",
            .upwards
        ),
        .value(
            "archive.retention.size",
            \.archive.retention.size,
            ScalarType.size(1 << 20...1 << 60).or("unlimited"),
            "unlimited",
            "The oldest sealed segments are removed while all together are larger, such as 50GiB.",
            .upwards
        ),
        .value(
            "archive.min_free",
            \.archive.minimumFree,
            .percentage,
            "5%",
            "Free part of the file system; below it ingest pauses, below twice of it health is degraded."
        ),
        .value(
            "archive.on_low_space",
            \.archive.onLowSpace,
            .word,
            "pause",
            "What to do then: pause, or remove the oldest sealed segments early, each with its manifest entry."
        ),
        .value(
            "archive.compression",
            \.archive.compression,
            .word,
            "fast",
            "fast costs little time, small little space."
        ),
        .value(
            "archive.commit_interval",
            \.archive.commitInterval,
            .duration(.milliseconds(10) ... .minutes(1)),
            "1s",
            "At most this long after reading, records are safe on disk."
        ),
    ]

    private static let postgresql: [Key] = [
        .value(
            "postgresql.url",
            \.postgresql.url,
            ScalarType.databaseURL.or(""),
            "\"\"",
            "Database of the summary tables, such as \"postgresql:///app\"; empty is off. "
                + "Passwords belong in ~/.pgpass or PGPASSWORD."
        ),
        .value(
            "postgresql.schema",
            \.postgresql.schema,
            .schema,
            "fraiseql_monitor",
            "Schema of the tables; the agent makes and migrates it."
        ),
        .value(
            "postgresql.flush_interval",
            \.postgresql.flushInterval,
            .duration(.milliseconds(100) ... .hours(1)),
            "10s",
            "Rows are sent this often.",
            .runtime
        ),
        .value(
            "postgresql.retention.minute",
            \.postgresql.retention.minute,
            .duration(.hours(1) ... .days(36_500)),
            "14d",
            "Minute rows are rolled up to hour rows after this time.",
            .upwards
        ),
        .value(
            "postgresql.retention.hour",
            \.postgresql.retention.hour,
            .duration(.hours(1) ... .days(36_500)),
            "400d",
            "Hour rows are removed after this time.",
            .upwards
        ),
    ]

    private static let health: [Key] = [
        .value(
            "health.interval",
            \.health.interval,
            .duration(.seconds(1) ... .hours(1)),
            "30s",
            "Between checks.",
            .runtime
        ),
        .value(
            "health.window",
            \.health.window,
            .duration(.seconds(10) ... .hours(1)),
            "5m",
            "Event time that a check looks at.",
            .runtime
        ),
        .value(
            "health.min_samples",
            \.health.minimumSamples,
            .integer(1...1_000_000_000),
            "20",
            "With fewer samples the rate is shown and the state is unknown.",
            .runtime
        ),
        .value(
            "health.worsen_after",
            \.health.worsenAfter,
            .integer(1...1000),
            "2",
            "So many checks in a row before a state gets worse.",
            .runtime
        ),
        .value(
            "health.recover_after",
            \.health.recoverAfter,
            .integer(1...1000),
            "3",
            "So many checks in a row before a state gets better.",
            .runtime
        ),
        .value(
            "health.agent.lag_degraded",
            \.health.agent.lagDegraded,
            .duration(.seconds(1) ... .days(30)),
            "30s",
            "Age of the oldest unread line.",
            .runtime
        ),
        .value(
            "health.database.url",
            \.health.database.url,
            ScalarType.databaseURL.or(""),
            "\"\"",
            "Database that is asked how it is; empty: that of postgresql.url."
        ),
        share(
            "health.database.pool_degraded",
            \.health.database.poolDegraded,
            "0.80",
            "Active ÷ total connections."
        ),
        share(
            "health.database.pool_unhealthy",
            \.health.database.poolUnhealthy,
            "0.90",
            "Active ÷ total connections."
        ),
        share(
            "health.database.slow_degraded",
            \.health.database.slowDegraded,
            "0.05",
            "Slow ÷ all statements."
        ),
        share(
            "health.database.error_degraded",
            \.health.database.errorDegraded,
            "0.01",
            "Failed ÷ all statements."
        ),
        share(
            "health.database.error_unhealthy",
            \.health.database.errorUnhealthy,
            "0.05",
            "Failed ÷ all statements."
        ),
        share("health.cache.hit_degraded", \.health.cache.hitDegraded, "0.60", "Hits ÷ lookups, below it."),
        share("health.cache.hit_unhealthy", \.health.cache.hitUnhealthy, "0.50", "Hits ÷ lookups, below it."),
        share("health.cache.eviction_degraded", \.health.cache.evictionDegraded, "0.30", "Evictions ÷ sets."),
        share(
            "health.graphql.success_degraded",
            \.health.graphql.successDegraded,
            "0.95",
            "Successful ÷ all operations, below it."
        ),
        share(
            "health.graphql.success_unhealthy",
            \.health.graphql.successUnhealthy,
            "0.90",
            "Successful ÷ all operations, below it."
        ),
        share(
            "health.graphql.error_degraded",
            \.health.graphql.errorDegraded,
            "0.01",
            "Failed ÷ all operations."
        ),
        share(
            "health.graphql.error_unhealthy",
            \.health.graphql.errorUnhealthy,
            "0.05",
            "Failed ÷ all operations."
        ),
    ]

    private static func share(
        _ path: String,
        _ member: any WritableKeyPath<AgentConfiguration, Double> & Sendable,
        _ defaultText: String,
        _ summary: String
    ) -> Key {
        .value(path, member, .ratio, defaultText, summary, .runtime)
    }

    private static let outside: [Key] = [
        .place(
            "control.socket",
            \.control.socket,
            .path("socket path"),
            "/run/fraiseqld/control.sock",
            "The control socket, at most 107 bytes. A user's own: $XDG_RUNTIME_DIR/fraiseqld/control.sock."
        ),
        .place(
            "control.mode",
            \.control.mode,
            .permissions,
            "\"0660\"",
            "Permissions of the socket: who may write to it may read all figures. A user's own: \"0600\"."
        ),
        .place(
            "control.group",
            \.control.group,
            ScalarType.group.or(""),
            "fraiseql",
            "Group of the socket; the default is ignored with a warning where there is no such group."
        ),
        .place(
            "control.admin_group",
            \.control.adminGroup,
            ScalarType.group.or(""),
            "fraiseql-admin",
            "Group that may change settings, beside root and the agent's own user."
        ),
        .value(
            "metrics.textfile",
            \.metrics.textfile,
            ScalarType.path("file") {
                $0.hasSuffix(".prom") ? nil : "node_exporter reads only files that end in .prom"
            }.or(""),
            "\"\"",
            "File for node_exporter's textfile collector; empty is off."
        ),
        .value(
            "metrics.interval",
            \.metrics.interval,
            .duration(.seconds(1) ... .hours(1)),
            "15s",
            "Between two writings of the file."
        ),
        .value(
            "metrics.listen",
            \.metrics.listen,
            ScalarType.listenAddress.or(""),
            "\"\"",
            "Address that serves /metrics only, such as 127.0.0.1:9187; empty is off."
        ),
    ]
}
