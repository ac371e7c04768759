/// The health of one component at a check.
public struct ComponentHealth: Hashable, Sendable {
    public var component: HealthComponent
    public var status: HealthStatus
    /// One sentence that says why the status is what it is.
    public var message: String
    /// How long the check took, in milliseconds; nil when nothing had to be asked.
    public var responseTime: Double?
    /// Measurements, in the order of answers.
    public var details: [HealthDetail]
    /// What makes the component degraded, one sentence each.
    public var warnings: [String]
    /// What makes the component unhealthy, one sentence each.
    public var errors: [String]

    /// A component's health from its parts.
    public init(
        component: HealthComponent,
        status: HealthStatus,
        message: String,
        responseTime: Double? = nil,
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
