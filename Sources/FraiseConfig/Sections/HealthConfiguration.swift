/// Health checks and what they call degraded and unhealthy. Rates are 0 to 1.
public struct HealthConfiguration: Hashable, Sendable {
    /// The agent itself.
    public struct Agent: Hashable, Sendable {
        /// Age of the oldest line that is not read yet.
        public var lagDegraded = DurationValue.seconds(30)

        /// The defaults.
        public init() {}
    }

    /// The application's database.
    public struct Database: Hashable, Sendable {
        /// The database to ask; nil is that of `postgresql`.
        public var url: DatabaseURL?
        /// Active ÷ total connections.
        public var poolDegraded: Double = 0.80
        public var poolUnhealthy: Double = 0.90
        public var slowDegraded: Double = 0.05
        public var errorDegraded: Double = 0.01
        public var errorUnhealthy: Double = 0.05

        /// The defaults.
        public init() {}
    }

    /// Caches.
    public struct Cache: Hashable, Sendable {
        public var hitDegraded: Double = 0.60
        public var hitUnhealthy: Double = 0.50
        public var evictionDegraded: Double = 0.30

        /// The defaults.
        public init() {}
    }

    /// GraphQL operations.
    public struct GraphQL: Hashable, Sendable {
        public var successDegraded: Double = 0.95
        public var successUnhealthy: Double = 0.90
        public var errorDegraded: Double = 0.01
        public var errorUnhealthy: Double = 0.05

        /// The defaults.
        public init() {}
    }

    /// Between checks.
    public var interval = DurationValue.seconds(30)
    /// Event time that the checks look at.
    public var window = DurationValue.minutes(5)
    /// With fewer samples the rate is shown and the state unknown.
    public var minimumSamples = 20
    /// Checks in a row, one or more.
    public var worsenAfter = 2
    /// Checks in a row, one or more.
    public var recoverAfter = 3
    public var agent = Agent()
    public var database = Database()
    public var cache = Cache()
    public var graphql = GraphQL()

    /// The defaults.
    public init() {}
}
