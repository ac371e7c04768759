internal import ArgumentParser
internal import FraiseModel

/// `health graphql`.
struct HealthGraphQLCommand: ComponentCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphql",
        abstract: "Health of GraphQL operations: success and error rate."
    )
    static let component = HealthComponent.graphql

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions
}
