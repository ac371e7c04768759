internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `database stats`.
struct DatabaseStatisticsCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Counts, rates and durations of statements over a window."
    )

    @OptionGroup var window: WindowOption

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let answer = try session.ask(
            "GET",
            "/v1/stats",
            [("window", window.window.text), ("kind", "database"), ("by", "kind")]
        )
        let total = answer["total"] ?? .null
        func figure(_ name: String, _ title: String, _ form: Field.Form, from source: String? = nil)
            -> (Field, JSONValue)
        {
            (Field(name, title, form), total[source ?? name] ?? .null)
        }
        let listing = Listing(
            sheet: [
                figure("total_count", "Statements", .number, from: "count"),
                figure("success_count", "Successful", .number),
                figure("error_count", "Failed", .number),
                figure("success_rate", "Success rate", .percent),
                figure("avg_duration_ms", "Mean", .milliseconds),
                figure("min_duration_ms", "Shortest", .milliseconds),
                figure("max_duration_ms", "Longest", .milliseconds),
                figure("p50_duration_ms", "p50", .milliseconds),
                figure("p95_duration_ms", "p95", .milliseconds),
                figure("p99_duration_ms", "p99", .milliseconds),
                figure("slow_count", "Slow", .number),
                figure("slow_rate", "Slow rate", .percent),
            ],
            title: "Statements in the last \(window.window.text)"
        )
        try session.show(listing)
        return 0
    }
}
