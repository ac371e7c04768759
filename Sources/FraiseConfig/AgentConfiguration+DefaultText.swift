extension AgentConfiguration {
    /// The commented default configuration: every key with its default, two sources as an example. Loading it gives
    /// the defaults and these sources.
    public static let defaultText: String = {
        var text = """
            # fraiseqld.yaml: the configuration of fraiseqld, every key with its default. See fraiseqld.yaml(5).
            # Every key but sources may be left out. Durations: 100ms 10s 5m 24h 90d. Sizes: 64KiB 256MiB 50GiB.
            # Keys but those of sources can be overridden by the environment: FRAISEQLD_ and the path in capitals,
            # FRAISEQLD_POSTGRESQL_URL for postgresql.url. Check with: fraiseqld --check

            """
        var writer = DefaultTextWriter()
        for key in AgentKeys.beforeSources { writer.write(key.key(in: nil)) }
        writer.writeSources()
        for key in AgentKeys.afterSources { writer.write(key.key(in: nil)) }
        text += writer.text
        return text
    }()
}

/// Writes keys as YAML with a comment above each.
private struct DefaultTextWriter {
    private(set) var text = ""
    private var section: [Substring] = []

    mutating func write(_ key: ConfigurationKey) {
        let parts = key.path.split(separator: ".")
        let above = Array(parts.dropLast())
        let shared = zip(above, section).prefix { $0.0 == $0.1 }.count
        if shared == 0 { text += "\n" }
        for level in shared..<above.count { text += indent(level) + above[level] + ":\n" }
        section = above
        let name = parts.last.map(String.init) ?? ""
        comment(key.summary, key.choices, level: above.count)
        let start = indent(above.count) + (key.isPlaceDependent ? "#" : "")
        let value =
            key.isPlaceDependent && key.defaultText.contains(" ")
            ? "  (\(key.defaultText))" : " \(key.defaultText)"
        text += "\(start)\(name):\(value)\n"
    }

    /// A source of each type.
    mutating func writeSources() {
        text += "\n# The log files to follow.\nsources:\n"
        let examples:
            [(
                SourceConfiguration.Kind, name: String, paths: String,
                own: [KeyDefinition<SourceConfiguration>]
            )] = [
                (.operations, "app", "[\"/var/log/fraiseql/*.jsonl\"]", SourceKeys.operations),
                (.postgresql, "postgres", "[\"/var/log/postgresql/*\"]", SourceKeys.postgresql),
            ]
        for (index, example) in examples.enumerated() {
            for key in SourceKeys.common + example.own {
                if index == 0 || SourceKeys.common.allSatisfy({ $0.path != key.path }) {
                    comment(key.summary, key.choices, level: 2)
                }
                let value =
                    switch key.path {
                    case "name": example.name
                    case "type": example.0.rawValue
                    case "paths": example.paths
                    default: key.defaultText
                    }
                text += (key.path == "name" ? "  - " : indent(2)) + "\(key.path): \(value)\n"
            }
        }
        section = []
    }

    private mutating func comment(_ summary: String, _ choices: [String], level: Int) {
        var line = indent(level) + "#"
        let words = choices.isEmpty ? summary : "\(summary) [\(choices.joined(separator: ", "))]"
        for word in words.split(separator: " ") {
            if line.count + word.count >= 110 {
                text += line + "\n"
                line = indent(level) + "#"
            }
            line += " " + word
        }
        text += line + "\n"
    }

    private func indent(_ level: Int) -> String { String(repeating: "  ", count: level) }
}
