/// The publisher as it stands, for `status` and health.
public struct PublisherStatus: Hashable, Sendable {
    /// Whether the last use of the server succeeded.
    public var isConnected = false
    /// `server_version_num` such as 150018; nil before the first connection.
    public var serverVersion: Int?
    /// Rows taken by the server since the start.
    public var rowsSent: Int64 = 0
    /// Rows refused for their values since the start.
    public var rowsRefused: Int64 = 0
    /// The last row that was refused.
    public var lastRefused: RefusedRow?
    /// Why it is not connected; nil while it is or was never tried.
    public var lastError: PostgresError?
    /// Failures in a row.
    public var failures = 0
    /// The next attempt is not before this; nil when nothing failed.
    public var nextAttempt: ContinuousClock.Instant?
}
