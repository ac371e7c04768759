/// A change of a component's state.
public struct HealthTransition: Hashable, Sendable {
    /// Time of the check that changed it.
    public var at: Timestamp
    public var component: HealthComponent
    public var from: HealthStatus
    public var to: HealthStatus
    /// Message of that check.
    public var reason: String
    /// How long the state before had lasted, in seconds; nil when its beginning is not known.
    public var secondsInPreviousState: Double?

    /// A transition from its parts.
    public init(
        at: Timestamp,
        component: HealthComponent,
        from: HealthStatus,
        to: HealthStatus,
        reason: String,
        secondsInPreviousState: Double?
    ) {
        self.at = at
        self.component = component
        self.from = from
        self.to = to
        self.reason = reason
        self.secondsInPreviousState = secondsInPreviousState
    }
}
