/// What a record is about; the raw value is its number in persisted formats.
public enum RecordKind: UInt8, Hashable, CaseIterable, Sendable {
    case graphql = 0
    case database = 1
    case pool = 2
    case cache = 3
    case security = 4
    case http = 5
    case server = 6
    case other = 7

    /// The word in records, answers and tables.
    public var name: String {
        switch self {
        case .graphql: "graphql"
        case .database: "database"
        case .pool: "pool"
        case .cache: "cache"
        case .security: "security"
        case .http: "http"
        case .server: "server"
        case .other: "other"
        }
    }

    /// The kind of that name.
    public init?(name: String) {
        guard let kind = RecordKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}
