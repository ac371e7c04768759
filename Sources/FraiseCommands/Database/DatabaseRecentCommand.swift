internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `database recent`.
struct DatabaseRecentCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "recent",
        abstract: "The newest statements."
    )

    @Option(help: "Most statements shown, 1 to 1000.")
    var limit = 20

    @Option(help: "Only statements of this type, such as select or update.")
    var type: String?

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let fields: [RecordField] = [
            .timestamp, .type, .duration, .rows, .status, .trace, .statement,
        ]
        let empty = type.map { "No \(TerminalText.visible($0)) queries found" } ?? "No queries recorded yet"
        var parameters = [("kind", "database"), ("limit", "\(limit)")]
        if let type { parameters.append(("type", type)) }
        try session.show(
            try RecordField.listing(fields, session, "/v1/operations/recent", parameters, empty: empty)
        )
        return 0
    }
}
