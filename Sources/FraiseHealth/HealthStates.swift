public import FraiseModel

/// The settled state of each component over rounds of checks, with hysteresis: a state changes only after several
/// findings in a row.
///
/// Pure: `observe` proposes transitions, `apply` makes them take effect. Between the two the transition can be
/// committed; one that is not applied is proposed again by the next round. A component that was unknown takes
/// its first known state at once.
public struct HealthStates: Sendable {
    /// Most transitions kept.
    public static let transitionLimit = 1000

    /// Findings in a row that are worse, or unknown, before a state changes; one or more.
    public var worsenAfter: Int
    /// Findings in a row that are better before a state changes; one or more.
    public var recoverAfter: Int
    /// Oldest first, at most `transitionLimit`.
    public private(set) var transitions: [HealthTransition] = []
    private var states: [HealthComponent: State] = [:]

    private struct State: Sendable {
        var status = HealthStatus.unknown
        /// When it took this status; nil when not known.
        var since: Timestamp?
        /// Newest last; as many as the longer of the two streaks.
        var findings: [HealthStatus] = []
    }

    /// States that go on from kept transitions, oldest first; unknown for a component without any.
    public init(worsenAfter: Int, recoverAfter: Int, restoring transitions: [HealthTransition] = []) {
        self.worsenAfter = worsenAfter
        self.recoverAfter = recoverAfter
        for transition in transitions { apply(transition) }
    }

    /// The settled state of a component.
    public func status(of component: HealthComponent) -> HealthStatus {
        states[component]?.status ?? .unknown
    }

    /// Takes the findings of a round and says which states they change.
    public mutating func observe(_ findings: [ComponentHealth], at now: Timestamp) -> [HealthTransition] {
        var proposed: [HealthTransition] = []
        for finding in findings {
            var state = states[finding.component] ?? State(since: now)
            state.findings.append(finding.status)
            let length = max(1, worsenAfter, recoverAfter)
            if state.findings.count > length { state.findings.removeFirst(state.findings.count - length) }
            states[finding.component] = state
            guard let next = next(state), next != state.status else { continue }
            proposed.append(
                HealthTransition(
                    timestamp: now,
                    component: finding.component,
                    from: state.status,
                    to: next,
                    message: finding.message,
                    previousDuration: state.since.map { max(0, now.microseconds - $0.microseconds) * 1000 }
                )
            )
        }
        return proposed
    }

    /// Makes a transition take effect and keeps it.
    public mutating func apply(_ transition: HealthTransition) {
        transitions.append(transition)
        if transitions.count > HealthStates.transitionLimit {
            transitions.removeFirst(transitions.count - HealthStates.transitionLimit)
        }
        guard let component = transition.component else { return }
        var state = states[component] ?? State()
        state.status = transition.to
        state.since = transition.timestamp
        states[component] = state
    }

    /// The answer: what was found, under the settled states. `duration` of the round is in nanoseconds.
    public func report(_ findings: [ComponentHealth], at now: Timestamp, duration: Int64) -> HealthReport {
        let components = findings.map { finding in
            var settled = finding
            settled.status = status(of: finding.component)
            if settled.status != finding.status {
                settled.message =
                    "\(settled.status.name), the last check found \(finding.status.name): \(finding.message)"
            }
            return settled
        }
        return HealthReport(
            timestamp: now,
            status: HealthStatus.overall(components.map(\.status)),
            duration: duration,
            components: components
        )
    }

    /// The status that the findings lead to; nil when they do not suffice for a change.
    private func next(_ state: State) -> HealthStatus? {
        let status = state.status
        if status == .unknown { return state.findings.last }
        let worsening = state.findings.suffix(max(1, worsenAfter))
        if worsening.count == max(1, worsenAfter) {
            if worsening.allSatisfy({ $0 == .unknown }) { return .unknown }
            if worsening.allSatisfy({ $0 != .unknown && $0.rawValue > status.rawValue }) {
                return worsening.min { $0.rawValue < $1.rawValue }
            }
        }
        let recovering = state.findings.suffix(max(1, recoverAfter))
        if recovering.count == max(1, recoverAfter), recovering.allSatisfy({ $0.rawValue < status.rawValue })
        {
            return recovering.max { $0.rawValue < $1.rawValue }
        }
        return nil
    }
}
