public import FraiseModel

extension HealthDetail.Value {
    /// The wire form.
    public var json: JSONValue {
        switch self {
        case .count(let count): .integer(count)
        case .number(let number): .number(number)
        case .duration(let nanoseconds): .milliseconds(nanoseconds)
        case .text(let text): .string(text)
        case .flag(let flag): .bool(flag)
        case .time(let time): .time(time)
        case .unknown: .null
        }
    }
}

extension ComponentHealth {
    /// The answer of `GET /health/NAME`.
    public var json: JSONValue {
        [
            "status": .string(status.name),
            "message": .string(message),
            "response_time_ms": .milliseconds(responseTime),
            "details": .object(details.map { .init($0.name, $0.value.json) }),
            "warnings": .array(warnings.map { .string($0) }),
            "errors": .array(errors.map { .string($0) }),
        ]
    }

    /// What is said of a component that was not checked.
    public static func unchecked(_ component: HealthComponent) -> ComponentHealth {
        ComponentHealth(component: component, status: .unknown, message: "not checked yet")
    }
}

extension HealthReport {
    /// The answer of `GET /health`.
    public var json: JSONValue {
        .object(
            [
                .init("status", .string(status.name)),
                .init("timestamp", .time(timestamp)),
                .init("checks_executed", .integer(Int64(components.count))),
                .init("check_duration_ms", .milliseconds(duration)),
            ]
                + HealthComponent.allCases.map { component in
                    .init(component.name, (self[component] ?? .unchecked(component)).json)
                }
        )
    }

    /// The answer of `GET /health/ready`: not ready when unhealthy or draining.
    public func readiness(isDraining: Bool) -> JSONValue {
        [
            "ready": .bool(isReady(isDraining: isDraining)),
            "status": .string(isDraining ? "draining" : status.name),
            "timestamp": .time(timestamp),
            "checks": .object(
                HealthComponent.allCases.map { component in
                    .init(component.name, .string((self[component]?.status ?? .unknown).name))
                }
            ),
            "duration_ms": .milliseconds(duration),
        ]
    }

    /// Whether the agent should get work.
    public func isReady(isDraining: Bool) -> Bool {
        !isDraining && status != .unhealthy
    }
}

extension HealthTransition {
    /// One element of the answer of `GET /health/transitions`.
    public var json: JSONValue {
        [
            "timestamp": .time(timestamp),
            "component": .string(component?.name ?? "overall"),
            "from": .string(from.name),
            "to": .string(to.name),
            "message": .string(message),
            "previous_seconds": .seconds(previousDuration),
        ]
    }
}
