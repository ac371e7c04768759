/// The result of one round of health checks.
public struct HealthReport: Hashable, Sendable {
    /// When the round ended.
    public var timestamp: Timestamp
    /// The state of the whole.
    public var status: HealthStatus
    /// How long the round took, in nanoseconds.
    public var duration: Int64
    /// One for each component that was checked, in the order of `HealthComponent`.
    public var components: [ComponentHealth]

    /// A report from its parts.
    public init(timestamp: Timestamp, status: HealthStatus, duration: Int64, components: [ComponentHealth]) {
        self.timestamp = timestamp
        self.status = status
        self.duration = duration
        self.components = components
    }

    /// What was found of `component`; nil when it was not checked.
    public subscript(component: HealthComponent) -> ComponentHealth? {
        components.first { $0.component == component }
    }
}
