internal import ArgumentParser

/// `cache`.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Caches.",
        subcommands: [CacheStatisticsCommand.self]
    )
}
