/// What the agent knows of itself. Lists are of names as a person wrote them: sources, paths.
public struct AgentMeasurements: Hashable, Sendable {
    /// A source that has been silent for longer than it may.
    public struct SilentSource: Hashable, Sendable {
        public var name: String
        /// Seconds since its last line; nil when it never had one.
        public var seconds: Double?

        /// A silent source from its parts.
        public init(name: String, seconds: Double?) {
            self.name = name
            self.seconds = seconds
        }
    }

    /// Whether summary rows reach PostgreSQL.
    public struct Rows: Hashable, Sendable {
        /// Rows that wait to be sent; nil when not known.
        public var pending: Int64?
        /// Why the server is not reachable; nil when it is.
        public var failure: String?
        /// Rows that the server refused for their data, left out.
        public var skipped: Int64

        /// The state of sending from its parts.
        public init(pending: Int64?, failure: String? = nil, skipped: Int64 = 0) {
            self.pending = pending
            self.failure = failure
            self.skipped = skipped
        }
    }

    /// Why ingest is paused; nil when it is not.
    public var pausedReason: String?
    /// Age in seconds of the oldest line that is not read; nil when not known.
    public var lagSeconds: Double?
    /// Bytes of lines that are not read.
    public var lagBytes: Int64?
    public var silentSources: [SilentSource] = []
    /// Sources whose paths match no file.
    public var unmatchedSources: [String] = []
    /// Files that cannot be read, with the reason.
    public var unreadableFiles: [String] = []
    /// Lines in the window; nil when not counted.
    public var lines: Int64?
    /// Lines rejected in the window.
    public var rejects: Int64?
    /// Bytes lost in the window.
    public var lostBytes: Int64?
    /// Free share of the archive's file system, 0 to 1; nil when not known.
    public var diskFree: Double?
    /// The share below which ingest pauses, 0 to 1.
    public var diskMinimumFree: Double?
    /// Damage found in the archive, a line each with file and range.
    public var archiveDamage: [String] = []
    /// nil when no database is configured.
    public var rows: Rows?
    /// Resident memory in bytes.
    public var memoryBytes: Int64?
    /// Other findings that degrade the agent, a sentence each.
    public var notices: [String] = []

    /// Nothing measured.
    public init() {}
}
