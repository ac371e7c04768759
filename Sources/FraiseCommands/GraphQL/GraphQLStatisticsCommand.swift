internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `graphql stats`.
struct GraphQLStatisticsCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Counts, rates and durations of operations over a window."
    )

    @OptionGroup var window: WindowOption

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let answer = try session.ask(
            "GET",
            "/v1/stats",
            [("window", window.window.text), ("kind", "graphql"), ("by", "event_type"), ("limit", "10000")]
        )
        let total = answer["total"] ?? .null
        let groups = answer["groups"]?.elements ?? []
        func count(of type: String) -> JSONValue {
            groups.first { $0["event_type"]?.text == type }?["count"] ?? 0
        }
        let listing = Listing(
            sheet: [
                (Field("total_operations", "Operations", .number), total["count"] ?? .null),
                (Field("queries", "Queries", .number), count(of: "query")),
                (Field("mutations", "Mutations", .number), count(of: "mutation")),
                (Field("subscriptions", "Subscriptions", .number), count(of: "subscription")),
                (Field("success_rate", "Success rate", .percent), total["success_rate"] ?? .null),
                (Field("avg_duration_ms", "Mean", .milliseconds), total["avg_duration_ms"] ?? .null),
                (Field("error_rate", "Error rate", .percent), total["error_rate"] ?? .null),
                (Field("p50_duration_ms", "p50", .milliseconds), total["p50_duration_ms"] ?? .null),
                (Field("p95_duration_ms", "p95", .milliseconds), total["p95_duration_ms"] ?? .null),
                (Field("p99_duration_ms", "p99", .milliseconds), total["p99_duration_ms"] ?? .null),
            ],
            title: "Operations in the last \(window.window.text)"
        )
        try session.show(listing)
        return 0
    }
}
