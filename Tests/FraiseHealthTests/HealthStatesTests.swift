import FraiseModel
import Testing

@testable import FraiseHealth

@Suite struct HealthStatesTests {
    /// Feeds findings of one component, 30 s apart; the settled state after each, as its first letter.
    static func settled(_ findings: String, worsenAfter: Int = 2, recoverAfter: Int = 3) -> String {
        var states = HealthStates(worsenAfter: worsenAfter, recoverAfter: recoverAfter)
        var result = ""
        for (place, letter) in findings.enumerated() {
            let finding = ComponentHealth(
                component: .cache,
                status: status(letter),
                message: "found \(letter)"
            )
            for transition in states.observe([finding], at: Timestamp(seconds: Int64(place) * 30)) {
                states.apply(transition)
            }
            result += letters(states.status(of: .cache))
        }
        return result
    }

    static func status(_ letter: Character) -> HealthStatus {
        switch letter {
        case "H": .healthy
        case "D": .degraded
        case "U": .unhealthy
        default: .unknown
        }
    }

    static func letters(_ status: HealthStatus) -> String {
        switch status {
        case .healthy: "H"
        case .degraded: "D"
        case .unhealthy: "U"
        case .unknown: "?"
        }
    }

    @Test(arguments: [
        ("H", "H"), ("U", "U"),
        // The first known state counts at once.
        ("??D", "??D"),
        // One bad check is no change; two are.
        ("HDHDD", "HHHHD"), ("HUU", "HHU"),
        // The mildest of the streak.
        ("HDUU", "HHDU"), ("HUDU", "HHDD"),
        // Three good ones in a row recover, to the worst of them.
        ("UHHDHHH", "UUUDDDH"), ("UDDD", "UUUD"), ("DHHDHHH", "DDDDDDH"),
        // Unknown interrupts a streak, and counts after as many checks as worsening.
        ("HD?DD", "HHHHD"), ("H??", "HH?"), ("H?H", "HHH"), ("U??H", "UU?H"), ("DHH?HHH", "DDDDDDH"),
    ]) func hysteresis(findings: String, states: String) {
        #expect(Self.settled(findings) == states)
    }

    @Test func oneMeansAtOnce() {
        #expect(Self.settled("HDHUD?H", worsenAfter: 1, recoverAfter: 1) == "HDHUD?H")
        #expect(Self.settled("HDH", worsenAfter: 0, recoverAfter: -1) == "HDH")
    }

    static func finding(_ status: HealthStatus, _ component: HealthComponent = .database) -> ComponentHealth {
        ComponentHealth(component: component, status: status, message: "message of \(status.name)")
    }

    @Test func transitionsSayHowLongTheStateBeforeLasted() {
        var states = HealthStates(worsenAfter: 1, recoverAfter: 1)
        let first = states.observe([Self.finding(.healthy)], at: Timestamp(seconds: 100))
        #expect(first.first?.from == .unknown)
        first.forEach { states.apply($0) }
        #expect(states.observe([Self.finding(.healthy)], at: Timestamp(seconds: 130)).isEmpty)
        let second = states.observe([Self.finding(.degraded)], at: Timestamp(seconds: 160))
        #expect(
            second == [
                HealthTransition(
                    timestamp: Timestamp(seconds: 160),
                    component: .database,
                    from: .healthy,
                    to: .degraded,
                    message: "message of degraded",
                    previousDuration: 60_000_000_000
                )
            ]
        )
    }

    @Test func aTransitionThatIsNotAppliedIsProposedAgain() {
        var states = HealthStates(worsenAfter: 2, recoverAfter: 3)
        for transition in states.observe([Self.finding(.healthy)], at: Timestamp(seconds: 0)) {
            states.apply(transition)
        }
        #expect(states.observe([Self.finding(.unhealthy)], at: Timestamp(seconds: 30)).isEmpty)
        #expect(states.observe([Self.finding(.unhealthy)], at: Timestamp(seconds: 60)).count == 1)
        #expect(states.status(of: .database) == .healthy)
        let again = states.observe([Self.finding(.unhealthy)], at: Timestamp(seconds: 90))
        #expect(again.count == 1)
        again.forEach { states.apply($0) }
        #expect(states.status(of: .database) == .unhealthy)
    }

    @Test func statesGoOnFromKeptTransitions() {
        var states = HealthStates(worsenAfter: 2, recoverAfter: 3)
        for (place, status) in [HealthStatus.healthy, .unhealthy, .unhealthy].enumerated() {
            for transition in states.observe(
                [Self.finding(status)],
                at: Timestamp(seconds: Int64(place) * 30)
            ) {
                states.apply(transition)
            }
        }
        var restored = HealthStates(worsenAfter: 2, recoverAfter: 3, restoring: states.transitions)
        #expect(restored.status(of: .database) == .unhealthy)
        #expect(restored.status(of: .cache) == .unknown)
        #expect(restored.transitions == states.transitions)
        // One good check after a restart is not yet a recovery.
        #expect(restored.observe([Self.finding(.healthy)], at: Timestamp(seconds: 120)).isEmpty)
        #expect(restored.observe([Self.finding(.healthy)], at: Timestamp(seconds: 150)).isEmpty)
        let recovery = restored.observe([Self.finding(.healthy)], at: Timestamp(seconds: 180))
        #expect(recovery.first?.previousDuration == 120_000_000_000)
    }

    @Test func theNewestThousandTransitionsAreKept() {
        var states = HealthStates(worsenAfter: 1, recoverAfter: 1)
        for place in 0..<1200 as Range<Int64> {
            let finding = Self.finding(place % 2 == 0 ? .healthy : .degraded)
            for transition in states.observe([finding], at: Timestamp(seconds: place)) {
                states.apply(transition)
            }
        }
        #expect(states.transitions.count == 1000)
        #expect(states.transitions.first?.timestamp == Timestamp(seconds: 200))
        #expect(states.transitions.last?.timestamp == Timestamp(seconds: 1199))
    }

    @Test func theReportShowsSettledStates() {
        var states = HealthStates(worsenAfter: 2, recoverAfter: 3)
        let good = [Self.finding(.healthy), Self.finding(.unknown, .cache)]
        for transition in states.observe(good, at: Timestamp(seconds: 0)) { states.apply(transition) }
        let bad = [Self.finding(.unhealthy), Self.finding(.unknown, .cache)]
        _ = states.observe(bad, at: Timestamp(seconds: 30))
        let report = states.report(bad, at: Timestamp(seconds: 30), duration: 5)
        #expect(report.status == .healthy)
        #expect(report[.database]?.status == .healthy)
        #expect(report[.database]?.message == "healthy, the last check found unhealthy: message of unhealthy")
        #expect(report[.cache]?.status == .unknown)
        #expect(report[.cache]?.message == "message of unknown")
        #expect(report.duration == 5)
        #expect(
            states.report([Self.finding(.unknown, .cache)], at: Timestamp(seconds: 0), duration: 0).status
                == .unknown
        )
    }
}
