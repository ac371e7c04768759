internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel

/// `cache stats`.
struct CacheStatisticsCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Accesses and sizes of the caches over a window."
    )

    @Option(help: ArgumentHelp("Only this cache.", valueName: "name"))
    var cache: String?

    @OptionGroup var window: WindowOption

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        var parameters = [("window", window.window.text)]
        if let cache { parameters.append(("cache", cache)) }
        let total = try session.ask("GET", "/v1/cache", parameters)["total"] ?? .null
        let fields = [
            Field("hits", "Hits", .number), Field("misses", "Misses", .number),
            Field("sets", "Sets", .number),
            Field("evictions", "Evictions", .number), Field("expirations", "Expirations", .number),
            Field("errors", "Errors", .number), Field("hit_rate", "Hit rate", .percent),
            Field("eviction_rate", "Eviction rate", .percent), Field("error_rate", "Error rate", .percent),
            Field("total_operations", "Lookups", .number), Field("entries", "Entries", .number),
            Field("memory_bytes", "Memory", .bytes),
        ]
        let name = cache.map { "Cache \(TerminalText.visible($0))" } ?? "All caches"
        try session.show(
            Listing(
                sheet: fields.map { ($0, total[$0.name] ?? .null) },
                title: "\(name) in the last \(window.window.text)"
            )
        )
        return 0
    }
}
