internal import ArgumentParser

/// `health`.
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Health of the database, the cache, GraphQL, tracing and the agent.",
        discussion: "Exit code: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown or agent not reachable.",
        subcommands: [
            HealthCheckCommand.self, HealthDatabaseCommand.self, HealthCacheCommand.self,
            HealthGraphQLCommand.self, HealthTracingCommand.self, HealthAgentCommand.self,
            HealthTransitionsCommand.self,
        ],
        defaultSubcommand: HealthCheckCommand.self
    )
}
