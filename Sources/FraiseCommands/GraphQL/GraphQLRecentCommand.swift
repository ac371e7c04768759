internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `graphql recent`.
struct GraphQLRecentCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "recent",
        abstract: "The newest operations."
    )

    /// What both list commands answer.
    static let fields: [RecordField] = [.timestamp, .type, .name, .duration, .status, .error, .trace]

    @Option(help: "Most operations shown, 1 to 1000.")
    var limit = 20

    @Option(help: "Only operations of this type: query, mutation or subscription.")
    var type: String?

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let empty =
            type.map { "No \(TerminalText.visible($0)) operations found" } ?? "No operations recorded yet"
        var parameters = [("kind", "graphql"), ("limit", "\(limit)")]
        if let type { parameters.append(("type", type)) }
        let path = "/v1/operations/recent"
        try session.show(try RecordField.listing(Self.fields, session, path, parameters, empty: empty))
        return 0
    }
}
