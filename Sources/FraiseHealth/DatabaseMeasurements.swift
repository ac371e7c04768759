public import FraiseModel

/// What was measured of the application's database.
public struct DatabaseMeasurements: Hashable, Sendable {
    /// What asking the server gave.
    public struct Probe: Hashable, Sendable {
        /// Nanoseconds until the answer or the failure.
        public var responseTime: Int64
        /// Why the server could not be asked; nil when it answered.
        public var failure: String?
        /// As the server says it, `15.14`.
        public var serverVersion: String?
        /// Connections of clients, and how many there may be.
        public var connections: Int64?
        public var maximumConnections: Int64?

        /// A probe that was answered when `failure` is nil.
        public init(
            responseTime: Int64,
            failure: String? = nil,
            serverVersion: String? = nil,
            connections: Int64? = nil,
            maximumConnections: Int64? = nil
        ) {
            self.responseTime = responseTime
            self.failure = failure
            self.serverVersion = serverVersion
            self.connections = connections
            self.maximumConnections = maximumConnections
        }
    }

    /// nil when no database is configured.
    public var probe: Probe?
    /// The newest sample of the application's pool within the window.
    public var pool: PoolSample?
    /// Highest utilization of the pool in the window, 0 to 1.
    public var maximumUtilization: Double?
    /// Statements in the window.
    public var totals: OperationTotals

    /// Measurements from their parts.
    public init(
        probe: Probe? = nil,
        pool: PoolSample? = nil,
        maximumUtilization: Double? = nil,
        totals: OperationTotals = OperationTotals()
    ) {
        self.probe = probe
        self.pool = pool
        self.maximumUtilization = maximumUtilization
        self.totals = totals
    }
}
