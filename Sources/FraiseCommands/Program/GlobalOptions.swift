internal import ArgumentParser

/// Options of every command; they may stand before or after it.
struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Socket of the agent.", valueName: "path"))
    var socket: String?

    @Option(help: "Form of the answer: table, json or csv.")
    var format: OutputFormat = .table

    @Option(help: ArgumentHelp("Zone of the times in tables, such as Europe/Berlin.", valueName: "name"))
    var timezone: String?

    @Flag(help: "Leave texts in CSV as they are, also those that a spreadsheet takes for a formula.")
    var raw = false
}

/// Form of an answer.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
    case csv
}
