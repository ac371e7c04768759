import Testing

@testable import FraiseConfig

@Suite struct ConfigurationKeyTests {
    /// The defaults in the table are texts, those of the sections are values: they are the same.
    @Test(arguments: AgentKeys.all.map(\.path))
    func defaultTextIsTheDefault(_ path: String) throws {
        let key = try #require(AgentKeys.all.first { $0.path == path })
        if key.isPlaceDependent { return }
        var configuration = AgentConfiguration(places: Sample.places)
        let text = path == "redact" ? ConfigurationNode.Content.list([]) : .text(unquoted(key.defaultText))
        #expect(key.apply(&configuration, ConfigurationNode(line: 1, content: text)) == [])
        #expect(configuration == AgentConfiguration(places: Sample.places))
    }

    private func unquoted(_ text: String) -> String { text == "\"\"" ? "" : text }

    @Test func pathsAndVariablesAreUnique() {
        let paths = ConfigurationKey.all.map(\.path)
        #expect(Set(paths).count == paths.count)
        let names = ConfigurationKey.all.compactMap(\.environmentName)
        #expect(Set(names).count == names.count)
        #expect(names.contains("FRAISEQLD_POSTGRESQL_URL"))
        #expect(names.contains("FRAISEQLD_HEALTH_DATABASE_POOL_DEGRADED"))
    }

    @Test func aShownValueIsReadAsTheSame() throws {
        let text = """
            host: "web 2"
            log: {level: debug, reject_samples: true}
            sampling: {rate: 0.25}
            redact: [variables.password, "a b.c"]
            archive: {rotate: {size: 64MiB}, retention: {age: 90d, size: 50GiB}, min_free: 7.5%}
            postgresql: {url: "host=/run/postgresql dbname='a b'"}
            control: {mode: 0600, group: ""}
            metrics: {textfile: /var/lib/node/f.prom, listen: "[::1]:9187"}
            """
        let first = try Sample.load(after: text)
        for value in first.effectiveValues where !value.key.hasPrefix("sources[") {
            let parts = value.key.split(separator: ".")
            let flow = parts.reversed().reduce(value.text) { "{\($1): \($0)}" }
            let second = try Sample.load(after: String(flow.dropFirst().dropLast()))
            #expect(second.effectiveValues.first { $0.key == value.key }?.text == value.text)
        }
    }

    @Test func namesWhoMayChangeIt() {
        #expect(ConfigurationKey(path: "slow.query")?.change == .runtime)
        #expect(ConfigurationKey(path: "archive.retention.age")?.change == .upwards)
        #expect(ConfigurationKey(path: "sources[].paths")?.environmentName == nil)
        #expect(ConfigurationKey(path: "nothing") == nil)
        let fileOnly = [
            "redact", "postgresql.url", "control.socket", "control.group", "archive.directory",
            "metrics.textfile",
        ]
        for path in fileOnly { #expect(ConfigurationKey(path: path)?.change == .file) }
    }
}
