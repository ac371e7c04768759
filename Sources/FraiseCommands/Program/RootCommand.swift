internal import ArgumentParser

/// `fraiseqlctl`.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fraiseqlctl",
        abstract: "Ask and steer the fraiseqld agent.",
        discussion: """
            Options of every command, such as --format json, may also stand before it. The socket is that of \
            --socket, else of $FRAISEQL_SOCKET, else the user's own agent's, else the system's.
            """,
        version: AgentVersion.text,
        subcommands: [
            HealthCommand.self, StatusCommand.self, StatisticsCommand.self, DatabaseCommand.self,
            GraphQLCommand.self, CacheCommand.self, MetricsCommand.self, ConfigCommand.self,
            MonitoringCommand.self,
        ]
    )

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions
}
