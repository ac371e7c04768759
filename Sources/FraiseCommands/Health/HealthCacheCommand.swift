internal import ArgumentParser
internal import FraiseModel

/// `health cache`.
struct HealthCacheCommand: ComponentCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Health of the cache: hit and eviction rate."
    )
    static let component = HealthComponent.cache

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions
}
