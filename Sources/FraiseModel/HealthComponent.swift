/// The parts whose health is reported, in the order of answers; the raw value is their number in persisted
/// formats.
public enum HealthComponent: UInt8, Hashable, CaseIterable, Sendable {
    case database = 0
    case cache = 1
    case graphql = 2
    case tracing = 3
    case agent = 4

    /// The word in answers and paths.
    public var name: String {
        switch self {
        case .database: "database"
        case .cache: "cache"
        case .graphql: "graphql"
        case .tracing: "tracing"
        case .agent: "agent"
        }
    }

    /// The component of that name.
    public init?(name: String) {
        guard let component = HealthComponent.allCases.first(where: { $0.name == name }) else { return nil }
        self = component
    }
}
