public import FraiseModel

/// The tables in the answer of `GET /v1/status`.
public struct PostgresStatus: Hashable, Sendable {
    /// `off` (not configured), `connected`, `connecting`, `unreachable`, `refused` …
    public var state: String
    /// Why, when it is not connected; never a password.
    public var message: String?
    public var rowsSent: Int64?
    public var rowsPending: Int64?
    /// Rows that the server refuses for their content.
    public var rowsSkipped: Int64?
    public var lastFlush: Timestamp?

    /// A state without figures.
    public init(state: String) {
        self.state = state
    }

    var json: JSONValue {
        [
            "state": .string(state),
            "message": .text(message),
            "rows_sent": .count(rowsSent),
            "rows_pending": .count(rowsPending),
            "rows_skipped": .count(rowsSkipped),
            "last_flush": .time(lastFlush),
        ]
    }
}
