internal import ArgumentParser
internal import FraiseModel

/// `health tracing`.
struct HealthTracingCommand: ComponentCommand {
    static let configuration = CommandConfiguration(
        commandName: "tracing",
        abstract: "Health of tracing: share of records with a trace context."
    )
    static let component = HealthComponent.tracing

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions
}
