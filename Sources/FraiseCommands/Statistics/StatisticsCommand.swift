internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `stats`.
struct StatisticsCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Counts, rates and durations over a window, by groups."
    )

    @OptionGroup var window: WindowOption

    @Option(help: "What makes a group: kind, event_type, operation_name, separated by commas.")
    var by = "kind,event_type,operation_name"

    @Option(help: "Only these kinds of records, separated by commas.")
    var kind: String?

    @Option(
        help: "What groups are ordered by, such as count, error_rate or p95_duration_ms; name is ascending."
    )
    var sort = "count"

    @Option(help: "Most groups shown, 1 to 10000.")
    var limit = 100

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        var parameters = [
            ("window", window.window.text), ("by", by), ("sort", sort), ("limit", "\(limit)"),
        ]
        if let kind { parameters.append(("kind", kind)) }
        let answer = try session.ask("GET", "/v1/stats", parameters)
        let keys = by.split(separator: ",").map(String.init)
        let titles = ["kind": "Kind", "event_type": "Type", "operation_name": "Operation"]
        let keyFields = keys.map { Field($0, titles[$0] ?? $0, $0 == "operation_name" ? .longText : .text) }
        let groups = answer["groups"]?.elements ?? []
        var listing = Listing(
            keyFields + StatisticsFields.table,
            rows: groups.map { group in (keyFields + StatisticsFields.table).map { group[$0.name] ?? .null }
            },
            empty: "No operation in the last \(window.window.text)"
        )
        listing.notes = notes(answer)
        let all = keyFields + StatisticsFields.all
        let csv = Listing(all, rows: groups.map { group in all.map { group[$0.name] ?? .null } }, empty: "")
        try session.show([listing], json: answer, csv: csv)
        return 0
    }

    private func notes(_ answer: JSONValue) -> [String] {
        var notes: [String] = []
        if let total = answer["total"]?["count"]?.integer {
            notes.append(
                "\(total) operations in the last \(window.window.text), step \(answer["step"]?.text ?? "-")"
            )
        }
        if let other = answer["other"]?["count"]?.integer {
            notes.append("\(other) of them in groups beyond --limit \(limit)")
        }
        if let moment = answer["complete_from"]?.text {
            notes.append("complete from \(TerminalText.visible(moment)) on only: memory is being rebuilt")
        }
        return notes
    }
}
