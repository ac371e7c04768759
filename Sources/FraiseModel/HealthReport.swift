/// The health of all components at one check.
public struct HealthReport: Hashable, Sendable {
    /// The worst of the known states; unknown when none is known.
    public var status: HealthStatus
    /// Time of the check.
    public var timestamp: Timestamp
    /// Checks since the agent began.
    public var checksExecuted: Int64
    /// How long this check took, in milliseconds.
    public var checkDuration: Double
    /// One entry a component, in the order of `HealthComponent.allCases`.
    public var components: [ComponentHealth]

    /// A report whose status follows from its components.
    public init(
        timestamp: Timestamp,
        checksExecuted: Int64,
        checkDuration: Double,
        components: [ComponentHealth]
    ) {
        status = HealthStatus.worst(of: components.map(\.status))
        self.timestamp = timestamp
        self.checksExecuted = checksExecuted
        self.checkDuration = checkDuration
        self.components = components
    }

    /// The health of a component; nil when it was not checked.
    public subscript(component: HealthComponent) -> ComponentHealth? {
        components.first { $0.component == component }
    }
}
