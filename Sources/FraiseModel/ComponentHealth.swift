/// What a check of one component found.
public struct ComponentHealth: Hashable, Sendable {
    public var component: HealthComponent
    public var status: HealthStatus
    /// One line for a person.
    public var message: String
    /// How long the check took, in nanoseconds.
    public var responseTime: Int64
    /// The figures looked at, in the order of the answer.
    public var details: [HealthDetail]
    /// What makes it degraded, a line each.
    public var warnings: [String]
    /// What makes it unhealthy, a line each.
    public var errors: [String]

    /// A result from its parts.
    public init(
        component: HealthComponent,
        status: HealthStatus,
        message: String,
        responseTime: Int64 = 0,
        details: [HealthDetail] = [],
        warnings: [String] = [],
        errors: [String] = []
    ) {
        self.component = component
        self.status = status
        self.message = message
        self.responseTime = responseTime
        self.details = details
        self.warnings = warnings
        self.errors = errors
    }
}
