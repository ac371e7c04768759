internal import FraiseControl
internal import FraiseModel

/// Exit codes of the health commands.
enum HealthExitCode {
    /// 0 healthy, 1 degraded, 2 unhealthy, 3 anything else.
    static func of(_ status: JSONValue?) -> Int32 {
        switch status?.text.flatMap(HealthStatus.init(name:)) {
        case .healthy: 0
        case .degraded: 1
        case .unhealthy: 2
        case .unknown, nil: 3
        }
    }

    /// 3 when no agent could be asked; nil when it is another error.
    static func of(_ error: FraiseError) -> Int32? {
        error.code == .unavailable ? 3 : nil
    }
}
