internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `metrics`.
struct MetricsCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "The agent's metrics in Prometheus' text format."
    )

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        try session.requireTable("metrics")
        let connection = AgentConnection(environment: session.environment, socket: options.socket)
        try session.environment.output.write(try connection.send("GET", "/metrics").body)
        return 0
    }
}
