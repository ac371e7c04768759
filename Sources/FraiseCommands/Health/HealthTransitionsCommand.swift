internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `health transitions`.
struct HealthTransitionsCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "transitions",
        abstract: "The kept changes of state, newest first."
    )

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let answer = try session.ask("GET", "/health/transitions")
        let fields = [
            Field("timestamp", "Time", .time), Field("component", "Component"),
            Field("from", "From", .status),
            Field("to", "To", .status), Field("previous_seconds", "After", .seconds),
            Field("message", "Message", .longText),
        ]
        let rows = (answer.elements ?? []).map { element in fields.map { element[$0.name] ?? .null } }
        var listing = Listing(fields, rows: rows, empty: "No change of state was kept")
        listing.json = answer
        try session.show(listing)
        return 0
    }

    func exitCode(for error: FraiseError) -> Int32? { HealthExitCode.of(error) }
}
