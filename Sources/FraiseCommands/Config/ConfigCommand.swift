internal import ArgumentParser

/// `config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "The configuration of the agent.",
        subcommands: [ConfigCheckCommand.self, ConfigShowCommand.self, ConfigReloadCommand.self]
    )
}
