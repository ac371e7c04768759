internal import FraiseControl
internal import FraiseModel

/// `health NAME` for one component.
protocol ComponentCommand: ControlCommand {
    static var component: HealthComponent { get }
}

extension ComponentCommand {
    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let name = Self.component.name
        let answer = try session.ask("GET", "/health/\(name)")
        var listing = Listing(
            sheet: [
                (Field("status", "Status", .status), answer["status"] ?? .null),
                (Field("message", "Message", .longText), answer["message"] ?? .null),
                (Field("response_time_ms", "Took", .milliseconds), answer["response_time_ms"] ?? .null),
            ],
            title: "\(name) health"
        )
        listing.json = answer
        let details = ComponentListing.details(answer, of: Self.component)
        try session.show([listing] + details, json: answer, csv: listing)
        return HealthExitCode.of(answer["status"])
    }

    func exitCode(for error: FraiseError) -> Int32? { HealthExitCode.of(error) }
}
