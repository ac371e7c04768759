public import FraiseModel

/// What became of a publication.
public struct PublishOutcome: Hashable, Sendable {
    /// Whether the tables took it.
    public enum Verdict: Hashable, Sendable {
        /// Committed.
        case published
        /// The tables know a later commit of this segment; nothing was changed.
        case refusedAsOlder(storedCommit: Int64)
        /// The tables hold the sealed segment and an amendment of an open one came; nothing was changed.
        case refusedAsSealed
    }

    public var verdict: Verdict
    /// Rows that the server has taken.
    public var rowsSent = 0
    /// Rows outside retention, which were not sent.
    public var rowsOutside: Int64 = 0
    /// Rows that the server refused for their values.
    public var refused: [RefusedRow] = []

    init(_ verdict: Verdict) {
        self.verdict = verdict
    }
}

/// A row that the server refused for its values; it is left out of the table.
public struct RefusedRow: Hashable, Sendable {
    /// Start of its window, seconds since the epoch.
    public var windowStart: Int64
    public var key: WindowKey
    /// The server's reason.
    public var error: PostgresError
}
