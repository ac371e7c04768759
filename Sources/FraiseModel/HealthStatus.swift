/// State of a component or of the whole; the raw value is its number in persisted formats.
public enum HealthStatus: UInt8, Hashable, CaseIterable, Sendable {
    case healthy = 0
    case degraded = 1
    case unhealthy = 2
    /// Not measured, or too few samples to say.
    case unknown = 3

    /// The word in answers, records and tables.
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

    /// The state of a whole from the states of its parts: unhealthy if any is, else degraded if any is, else
    /// healthy if any is; unknown when nothing is known.
    public static func overall(_ parts: some Sequence<HealthStatus>) -> HealthStatus {
        var seen: Set<HealthStatus> = []
        for part in parts { seen.insert(part) }
        if seen.contains(.unhealthy) { return .unhealthy }
        if seen.contains(.degraded) { return .degraded }
        return seen.contains(.healthy) ? .healthy : .unknown
    }
}
