/// State of a component; the raw value is its number in persisted formats.
public enum HealthStatus: UInt8, Hashable, CaseIterable, Sendable {
    case healthy = 0
    case degraded = 1
    case unhealthy = 2
    /// Nothing, or too little, was measured.
    case unknown = 3

    /// The word in answers.
    public var name: String {
        switch self {
        case .healthy: "healthy"
        case .degraded: "degraded"
        case .unhealthy: "unhealthy"
        case .unknown: "unknown"
        }
    }

    /// The status of that name.
    public init?(name: String) {
        guard let status = HealthStatus.allCases.first(where: { $0.name == name }) else { return nil }
        self = status
    }

    /// The worst of those that are known; unknown when none is.
    public static func worst(of statuses: some Sequence<HealthStatus>) -> HealthStatus {
        var result = HealthStatus.unknown
        for status in statuses where status != .unknown {
            if result == .unknown || status.rawValue > result.rawValue { result = status }
        }
        return result
    }

    /// Exit code of the health commands.
    public var exitCode: Int32 { Int32(rawValue) }
}
