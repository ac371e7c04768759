internal import ArgumentParser
internal import FraiseModel

/// `health database`.
struct HealthDatabaseCommand: ComponentCommand {
    static let configuration = CommandConfiguration(
        commandName: "database",
        abstract: "Health of the database: connection, pool, slow and failed statements."
    )
    static let component = HealthComponent.database

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions
}
