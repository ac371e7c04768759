internal import ArgumentParser

/// `monitoring`: the same commands under the name that FraiseQL gave them.
struct MonitoringCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitoring",
        abstract: "The same commands under FraiseQL's name for them.",
        subcommands: [
            HealthCommand.self, StatusCommand.self, StatisticsCommand.self, DatabaseCommand.self,
            GraphQLCommand.self, CacheCommand.self, MetricsCommand.self,
        ]
    )
}
