internal import ArgumentParser

/// `graphql`.
struct GraphQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphql",
        abstract: "GraphQL operations.",
        subcommands: [GraphQLRecentCommand.self, GraphQLSlowCommand.self, GraphQLStatisticsCommand.self]
    )
}
