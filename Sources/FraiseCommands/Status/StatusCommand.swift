internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `status`.
struct StatusCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Sources, archive, tables and memory of the agent."
    )

    @Flag(help: "Show what was rejected, by source and reason, and the newest rejects.")
    var rejects = false

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let status = try session.ask("GET", "/v1/status")
        let sources = StatusListings.sources(status)
        if rejects {
            let counts = StatusListings.rejects(status)
            try session.show([counts, StatusListings.examples(status)], json: status, csv: counts)
        } else {
            try session.show(
                [StatusListings.agent(status), sources] + StatusListings.parts(status),
                json: status,
                csv: sources
            )
        }
        return 0
    }
}
