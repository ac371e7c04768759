internal import FraiseConfig
internal import FraiseHealth
internal import FraiseModel
internal import Synchronization

/// What the agent's parts share: the configuration in force, health, and whether it is stopping.
final class AgentState: Sendable {
    private struct Parts {
        var loaded: ConfigurationSource.Loaded
        var generation: Int64 = 1
        var health: HealthReport
        var transitions: [HealthTransition] = []
        var isDraining = false
    }
    private let parts: Mutex<Parts>
    /// When the agent started.
    let started: Timestamp

    init(_ loaded: ConfigurationSource.Loaded, started: Timestamp) {
        self.started = started
        let unknown = HealthReport(timestamp: started, status: .unknown, duration: 0, components: [])
        parts = Mutex(Parts(loaded: loaded, health: unknown))
    }

    var configuration: AgentConfiguration { parts.withLock { $0.loaded.configuration } }
    var values: [EffectiveValue] { parts.withLock { $0.loaded.values } }
    /// Counts the configurations that were in force.
    var generation: Int64 { parts.withLock { $0.generation } }

    /// Puts a configuration in force; returns its generation.
    func replace(_ loaded: ConfigurationSource.Loaded) -> Int64 {
        parts.withLock { parts in
            parts.loaded = loaded
            parts.generation += 1
            return parts.generation
        }
    }

    var health: HealthReport { parts.withLock { $0.health } }
    var transitions: [HealthTransition] { parts.withLock { $0.transitions } }

    func set(_ health: HealthReport, transitions: [HealthTransition]) {
        parts.withLock { parts in
            parts.health = health
            parts.transitions = transitions
        }
    }

    var isDraining: Bool { parts.withLock { $0.isDraining } }
    func drain() { parts.withLock { $0.isDraining = true } }
}
