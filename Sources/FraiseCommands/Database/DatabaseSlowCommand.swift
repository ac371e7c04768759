internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `database slow`.
struct DatabaseSlowCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "slow",
        abstract: "The slowest statements."
    )

    @Option(help: "Most statements shown, 1 to 1000.")
    var limit = 20

    @Option(
        help: ArgumentHelp("Only statements that took as long, in ms or with a unit.", valueName: "duration")
    )
    var threshold = ThresholdLength(milliseconds: 100)

    @OptionGroup var window: WindowOption

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let fields: [RecordField] = [.timestamp, .type, .duration, .rows, .error, .trace, .statement]
        let parameters = [
            ("kind", "database"), ("limit", "\(limit)"), ("threshold_ms", threshold.text),
            ("window", window.window.text),
        ]
        let empty = "No queries slower than \(threshold.text) ms in the last \(window.window.text)"
        try session.show(
            try RecordField.listing(fields, session, "/v1/operations/slow", parameters, empty: empty)
        )
        return 0
    }
}
