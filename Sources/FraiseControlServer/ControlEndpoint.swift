internal import FraiseModel

/// What a path leads to.
enum ControlEndpoint: Hashable, Sendable {
    case live
    case ready
    case health
    case component(HealthComponent)
    case transitions
    case status
    case statistics
    case recent
    case slow
    case pool
    case cache
    case configuration
    case reload
    case rotate
    case metrics

    /// The endpoint at a path; nil when there is none.
    init?(path: String) {
        switch path {
        case "/health": self = .health
        case "/health/live": self = .live
        case "/health/ready": self = .ready
        case "/health/transitions": self = .transitions
        case "/v1/status": self = .status
        case "/v1/stats": self = .statistics
        case "/v1/operations/recent": self = .recent
        case "/v1/operations/slow": self = .slow
        case "/v1/database/pool": self = .pool
        case "/v1/cache": self = .cache
        case "/v1/config": self = .configuration
        case "/v1/config/reload": self = .reload
        case "/v1/archive/rotate": self = .rotate
        case "/metrics": self = .metrics
        default:
            guard path.hasPrefix("/health/"),
                let component = HealthComponent(name: String(path.dropFirst("/health/".utf8.count)))
            else { return nil }
            self = .component(component)
        }
    }

    /// Whether asking changes something, so that it is a POST and needs the right to.
    var isChange: Bool { self == .reload || self == .rotate }

    /// The value of `Allow`.
    var methods: String { isChange ? "POST, OPTIONS" : "GET, HEAD, OPTIONS" }
}
