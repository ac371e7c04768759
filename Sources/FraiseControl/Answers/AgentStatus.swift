public import FraiseModel

/// The answer of `GET /v1/status`.
public struct AgentStatus: Hashable, Sendable {
    public var version: String
    /// The configured host name.
    public var host: String
    public var processID: Int32
    public var started: Timestamp
    /// Nanoseconds since the start.
    public var uptime: Int64
    /// Number of the configuration in force.
    public var generation: Int64
    public var sources: [SourceStatus]
    /// Newest first, a bounded number.
    public var rejects: [RejectExample] = []
    public var archive: ArchiveStatus
    public var postgresql: PostgresStatus
    public var memory: MemoryStatus
    /// What was changed at run time and differs from the file.
    public var overrides: [ConfigurationEntry] = []

    /// A status from its parts.
    public init(
        version: String,
        host: String,
        processID: Int32,
        started: Timestamp,
        uptime: Int64,
        generation: Int64,
        sources: [SourceStatus],
        archive: ArchiveStatus,
        postgresql: PostgresStatus,
        memory: MemoryStatus
    ) {
        self.version = version
        self.host = host
        self.processID = processID
        self.started = started
        self.uptime = uptime
        self.generation = generation
        self.sources = sources
        self.archive = archive
        self.postgresql = postgresql
        self.memory = memory
    }

    /// The wire form.
    public var json: JSONValue {
        [
            "version": .string(version),
            "host": .string(host),
            "pid": .integer(Int64(processID)),
            "started": .time(started),
            "uptime_seconds": .seconds(uptime),
            "generation": .integer(generation),
            "sources": .array(sources.map(\.json)),
            "recent_rejects": .array(rejects.map(\.json)),
            "archive": archive.json,
            "postgresql": postgresql.json,
            "memory": memory.json,
            "overrides": .array(overrides.map(\.json)),
        ]
    }
}
