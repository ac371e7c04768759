internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `config show`.
struct ConfigShowCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "The values in force and where each comes from."
    )

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let answer = try session.ask("GET", "/v1/config")
        let fields = [Field("key", "Key"), Field("value", "Value", .longText), Field("origin", "Origin")]
        let rows = (answer["values"]?.elements ?? []).map { entry in fields.map { entry[$0.name] ?? .null } }
        var listing = Listing(fields, rows: rows, empty: "No value is known")
        listing.json = answer
        try session.show(listing)
        return 0
    }
}
