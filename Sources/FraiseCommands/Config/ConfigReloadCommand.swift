internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `config reload`.
struct ConfigReloadCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the agent read its configuration file again.",
        discussion:
            "All of the file takes effect or nothing. For root, the agent's user and control.admin_group."
    )

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let answer = try session.ask("POST", "/v1/config/reload")
        let fields = [Field("key", "Key"), Field("state", "State")]
        func rows(_ name: String, _ state: JSONValue) -> [[JSONValue]] {
            (answer[name]?.elements ?? []).map { [$0, state] }
        }
        var listing = Listing(
            fields,
            rows: rows("changed", "in force") + rows("needs_restart", "needs a restart"),
            empty: "Nothing changed"
        )
        listing.notes = (answer["warnings"]?.elements ?? []).compactMap(\.text).map {
            "warning: \(TerminalText.visible($0))"
        }
        listing.json = answer
        try session.show(listing)
        return 0
    }
}
