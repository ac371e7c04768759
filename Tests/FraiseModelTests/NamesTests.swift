import FraiseModel
import Testing

/// Names and numbers that files, tables and answers hold: they may be added to, never changed.
@Suite struct NamesTests {
    @Test func recordKinds() {
        #expect(
            RecordKind.allCases.map(\.name) == [
                "graphql", "database", "pool", "cache", "security", "http", "server", "other",
            ]
        )
        #expect(RecordKind.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6, 7])
        for kind in RecordKind.allCases { #expect(RecordKind(name: kind.name) == kind) }
        #expect(RecordKind(name: "GraphQL") == nil)
    }

    @Test func recordStatuses() {
        #expect(
            RecordStatus.allCases.map(\.name) == ["success", "partial_error", "error", "timeout", "denied"]
        )
        #expect(RecordStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
    }

    @Test func severitiesAscend() {
        #expect(Severity.allCases == [.unknown, .debug, .info, .notice, .warning, .error, .critical])
        #expect(Severity.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6])
    }

    @Test func rejectReasons() {
        #expect(
            RejectReason.allCases.map(\.name) == [
                "invalid_utf8", "not_json", "invalid_json", "not_an_object", "too_deep", "no_timestamp",
                "timestamp_out_of_range", "line_too_long", "unknown_format", "invalid_csv", "damaged_gzip",
            ]
        )
        #expect(RejectReason.allCases.map { Int($0.rawValue) } == Array(0..<RejectReason.allCases.count))
    }

    @Test func health() {
        #expect(HealthStatus.allCases.map(\.name) == ["healthy", "degraded", "unhealthy", "unknown"])
        #expect(HealthStatus.allCases.map(\.rawValue) == [0, 1, 2, 3])
        for status in HealthStatus.allCases { #expect(HealthStatus(name: status.name) == status) }
        #expect(HealthStatus(name: "down") == nil)
        #expect(HealthComponent.allCases.map(\.name) == ["database", "cache", "graphql", "tracing", "agent"])
        for component in HealthComponent.allCases {
            #expect(HealthComponent(name: component.name) == component)
        }
        #expect(HealthComponent(name: "disk") == nil)
    }

    @Test func theWorstKnownStatusIsThatOfTheWhole() {
        #expect(HealthStatus.overall([]) == .unknown)
        #expect(HealthStatus.overall([.unknown, .unknown]) == .unknown)
        #expect(HealthStatus.overall([.unknown, .healthy]) == .healthy)
        #expect(HealthStatus.overall([.healthy, .degraded, .unknown]) == .degraded)
        #expect(HealthStatus.overall([.degraded, .unhealthy, .healthy]) == .unhealthy)
    }

    @Test func exitCodes() {
        let codes: [(FraiseError.Code, Int32)] = [
            (.usage, 64), (.badData, 65), (.noInput, 66), (.unavailable, 69), (.internalFault, 70),
            (.cannotCreate, 73),
            (.inputOutput, 74), (.noPermission, 77), (.configuration, 78),
        ]
        for (code, exit) in codes { #expect(FraiseError(code, "m").exitCode == exit) }
        #expect(FraiseError(.usage, "what", remedy: "do this").description == "what; do this")
        #expect(FraiseError(.usage, "what").description == "what")
    }
}
