/// What the checks call degraded and unhealthy. Rates are 0 to 1; a rate that equals a threshold is still good.
public struct HealthThresholds: Hashable, Sendable {
    /// Fewer samples than this: the rate is shown, the state unknown.
    public var minimumSamples: Int64 = 20

    /// Active ÷ total connections above which the database is degraded.
    public var poolDegraded = 0.80
    public var poolUnhealthy = 0.90
    /// Share of slow statements above which the database is degraded.
    public var databaseSlowDegraded = 0.05
    public var databaseErrorDegraded = 0.01
    public var databaseErrorUnhealthy = 0.05

    /// Hit rate below which the cache is degraded.
    public var cacheHitDegraded = 0.60
    public var cacheHitUnhealthy = 0.50
    /// Evictions ÷ sets above which the cache is degraded.
    public var cacheEvictionDegraded = 0.30

    /// Success rate below which GraphQL is degraded.
    public var graphqlSuccessDegraded = 0.95
    public var graphqlSuccessUnhealthy = 0.90
    public var graphqlErrorDegraded = 0.01
    public var graphqlErrorUnhealthy = 0.05

    /// Share of trace contexts that are malformed above which tracing is degraded.
    public var invalidTraceDegraded = 0.01

    /// Seconds that the oldest unread line may wait before the agent is degraded.
    public var lagDegraded = 30.0
    /// Share of lines rejected above which the agent is degraded.
    public var rejectDegraded = 0.05

    /// The defaults of the configuration.
    public init() {}
}
