internal import ArgumentParser
internal import FraiseModel

/// `health agent`.
struct HealthAgentCommand: ComponentCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Health of the agent: lag, rejects, archive and tables."
    )
    static let component = HealthComponent.agent

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions
}
