internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `health check`.
struct HealthCheckCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "All components at a glance (the default)."
    )

    @Flag(help: "Also show what was measured, and every warning and error.")
    var detailed = false

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let report = try session.ask("GET", "/health")
        let status = report["status"] ?? .null
        var fields = [Field("component", "Component"), Field("status", "Status", .status)]
        if detailed { fields.append(Field("response_time_ms", "Took", .milliseconds)) }
        fields.append(Field("message", "Message", .longText))
        var rows: [[JSONValue]] = []
        var members = [JSONValue.Member("overall_status", status)]
        for component in HealthComponent.allCases {
            let part = report[component.name] ?? .object([])
            let word = part["status"] ?? .string(HealthStatus.unknown.name)
            let message = part["message"] ?? .null
            var row = [JSONValue.string(component.name), word]
            var short = [JSONValue.Member("status", word), JSONValue.Member("message", message)]
            if detailed {
                row.append(part["response_time_ms"] ?? .null)
                short += (part.members ?? []).filter { $0.name != "status" && $0.name != "message" }
            }
            rows.append(row + [message])
            members.append(.init(component.name, .object(short)))
        }
        var listing = Listing(fields, rows: rows, empty: "")
        listing.title = "System Health: \((status.text ?? "unknown").uppercased())"
        var listings = [listing]
        if detailed {
            for component in HealthComponent.allCases {
                listings += ComponentListing.details(report[component.name] ?? .null, of: component)
            }
        }
        try session.show(listings, json: .object(members), csv: listing)
        return HealthExitCode.of(status)
    }

    func exitCode(for error: FraiseError) -> Int32? { HealthExitCode.of(error) }
}
