/// Something that works and is most likely not meant.
public struct ConfigurationWarning: Hashable, Sendable, CustomStringConvertible {
    public var key: String
    public var message: String

    /// `KEY: what`
    public var description: String { "\(key): \(message)" }

    static func all(in configuration: AgentConfiguration) -> [ConfigurationWarning] {
        var found: [ConfigurationWarning] = []
        func warn(_ key: String, _ message: String) {
            found.append(ConfigurationWarning(key: key, message: message))
        }
        let urls = [
            ("postgresql.url", configuration.postgresql.url),
            ("health.database.url", configuration.health.database.url),
        ]
        for (key, url) in urls where url?.hasPassword == true {
            warn(key, "a password stands in the address; it is safer in ~/.pgpass (libpq) or PGPASSWORD")
        }
        if configuration.control.mode & 0o002 != 0 {
            warn("control.mode", "every user of this machine may read all figures and records")
        }
        var patterns: [String: String] = [:]
        for source in configuration.sources {
            for path in source.paths {
                if let other = patterns[path], other != source.name {
                    warn(
                        "sources[\(source.name)].paths",
                        "\(Quoted.text(path)) is also in \(other): files count twice"
                    )
                }
                patterns[path] = patterns[path] ?? source.name
            }
            if source.logLinePrefix != nil, source.format == .csvlog || source.format == .jsonlog {
                warn(
                    "sources[\(source.name)].log_line_prefix",
                    "\(source.format.rawValue) has no prefix; it is not used"
                )
            }
        }
        return found
    }
}
