/// What has a health of its own, in the order of answers; the raw value is its number in persisted formats.
public enum HealthComponent: UInt8, Hashable, CaseIterable, Sendable {
    case database = 0
    case cache = 1
    case graphql = 2
    case tracing = 3
    case agent = 4

    /// The word in answers, records, paths and tables.
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
