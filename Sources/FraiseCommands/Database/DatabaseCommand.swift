internal import ArgumentParser

/// `database`.
struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database",
        abstract: "Statements and connections of the database.",
        subcommands: [
            DatabaseRecentCommand.self, DatabaseSlowCommand.self, DatabaseStatisticsCommand.self,
            DatabasePoolCommand.self,
        ]
    )
}
