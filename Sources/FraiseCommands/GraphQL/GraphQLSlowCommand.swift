internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `graphql slow`.
struct GraphQLSlowCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "slow",
        abstract: "The slowest operations."
    )

    @Option(help: "Most operations shown, 1 to 1000.")
    var limit = 20

    @Option(help: "Only operations of this type: query, mutation or subscription.")
    var type: String?

    @Option(
        help: ArgumentHelp("Only operations that took as long, in ms or with a unit.", valueName: "duration")
    )
    var threshold = ThresholdLength(milliseconds: 500)

    @OptionGroup var window: WindowOption

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        var parameters = [
            ("kind", "graphql"), ("limit", "\(limit)"), ("threshold_ms", threshold.text),
            ("window", window.window.text),
        ]
        if let type { parameters.append(("type", type)) }
        let empty = "No operations slower than \(threshold.text) ms in the last \(window.window.text)"
        let path = "/v1/operations/slow"
        let fields = GraphQLRecentCommand.fields
        try session.show(try RecordField.listing(fields, session, path, parameters, empty: empty))
        return 0
    }
}
