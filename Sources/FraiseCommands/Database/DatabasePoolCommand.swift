internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `database pool`.
struct DatabasePoolCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "pool",
        abstract: "State of the connection pool."
    )

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        let answer = try session.ask("GET", "/v1/database/pool")
        let fields = [
            Field("total_connections", "Connections", .number),
            Field("active_connections", "Active", .number),
            Field("idle_connections", "Idle", .number),
            Field("waiting_requests", "Waiting requests", .number),
            Field("utilization", "Utilization", .percent),
            Field("avg_wait_time_ms", "Mean wait", .milliseconds),
            Field("max_wait_time_ms", "Longest wait", .milliseconds),
        ]
        var listing = Listing(sheet: fields.map { ($0, answer[$0.name] ?? .null) }, title: "Connection pool")
        if options.format == .table, answer["timestamp"]?.text == nil {
            listing = Listing([], rows: [], empty: "No pool metrics available")
        }
        try session.show(listing)
        return 0
    }
}
