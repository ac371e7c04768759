/// A change of state that was kept.
public struct HealthTransition: Hashable, Sendable {
    public var timestamp: Timestamp
    /// What changed; nil is the whole.
    public var component: HealthComponent?
    public var from: HealthStatus
    public var to: HealthStatus
    /// Why, in one line.
    public var message: String
    /// How long `from` had lasted, in nanoseconds; nil when its beginning is not known.
    public var previousDuration: Int64?

    /// A transition from its parts.
    public init(
        timestamp: Timestamp,
        component: HealthComponent?,
        from: HealthStatus,
        to: HealthStatus,
        message: String,
        previousDuration: Int64? = nil
    ) {
        self.timestamp = timestamp
        self.component = component
        self.from = from
        self.to = to
        self.message = message
        self.previousDuration = previousDuration
    }
}
