/// What one probe of a PostgreSQL server measured. What could not be measured is nil.
public struct DatabaseMeasurement: Hashable, Sendable {
    /// Why the probe ended early; nil when all was measured.
    public var error: PostgresError?
    /// Time to open a session; nil when an open one was used or none could be opened.
    public var connectDuration: Duration?
    /// Time of `SELECT 1`.
    public var queryDuration: Duration?
    /// Time of the whole probe.
    public var totalDuration: Duration = .zero
    /// `server_version_num`, 150018 for 15.18.
    public var serverVersion: Int?
    /// Whether the server is a standby.
    public var isInRecovery: Bool?
    /// `max_connections`.
    public var maxConnections: Int?
    /// Sessions of clients, this one included.
    public var connections: Int?
    /// Sessions by `pg_stat_activity.state`; nil when the role may not see other roles' states (it needs
    /// `pg_monitor`).
    public var connectionsByState: [String: Int]?
    /// Sessions that wait for a lock; nil as above.
    public var waitingForLock: Int?

    /// Nothing measured.
    public init() {}

    /// Whether the server answered `SELECT 1`.
    public var isReachable: Bool { queryDuration != nil }
    /// Sessions in state `active`.
    public var activeConnections: Int? { connectionsByState.map { $0["active"] ?? 0 } }
    /// Sessions in state `idle`.
    public var idleConnections: Int? { connectionsByState.map { $0["idle"] ?? 0 } }
}
