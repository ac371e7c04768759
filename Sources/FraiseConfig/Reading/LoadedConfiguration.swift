/// A configuration that is right, and where its values come from.
public struct LoadedConfiguration: Hashable, Sendable {
    public private(set) var configuration: AgentConfiguration
    /// What works and is most likely not meant.
    public private(set) var warnings: [ConfigurationWarning]
    private var origins: [String: ValueOrigin]

    init(_ configuration: AgentConfiguration, origins: [String: ValueOrigin]) {
        self.configuration = configuration
        self.origins = origins
        warnings = ConfigurationWarning.all(in: configuration)
    }

    /// Where a key's value comes from; of a source `sources[NAME].paths`.
    public func origin(of path: String) -> ValueOrigin {
        origins[path] ?? .standard
    }

    /// Every key with its value as it would be written in YAML, without passwords, and where it comes from; in the
    /// order of the file.
    public var effectiveValues: [EffectiveValue] {
        func values<Root>(_ keys: [KeyDefinition<Root>], _ root: Root, _ prefix: String) -> [EffectiveValue] {
            keys.map { key in
                EffectiveValue(
                    key: prefix + key.path,
                    text: key.show(root),
                    origin: origin(of: prefix + key.path)
                )
            }
        }
        return values(AgentKeys.beforeSources, configuration, "")
            + configuration.sources.flatMap {
                values(SourceKeys.keys(of: $0.kind), $0, "sources[\($0.name)].")
            }
            + values(AgentKeys.afterSources, configuration, "")
    }

    /// The configuration after changes while running, by path and text; all of them or none.
    ///
    /// Throws when a key is not known, may not be changed while running, or a value is wrong.
    public func changing(_ changes: [(key: String, text: String)]) throws(ConfigurationErrors)
        -> LoadedConfiguration
    {
        var next = configuration
        var nextOrigins = origins
        var problems: [ConfigurationProblem] = []
        func fail(_ key: String, _ what: String, _ expected: String) {
            problems.append(
                ConfigurationProblem(place: .request, key: Quoted.key(key), what: what, expected: expected)
            )
        }
        for (key, text) in changes {
            guard let definition = AgentKeys.all.first(where: { $0.path == key }) else {
                let near = NearestName.find(key, in: AgentKeys.all.map(\.path))
                fail(
                    key,
                    "the key is not known",
                    near.map { "\($0), which is nearest" } ?? "a key of the configuration"
                )
                continue
            }
            guard definition.change != .file else {
                fail(key, "it cannot be changed while running", "a change of the file and a reload")
                continue
            }
            let found = definition.apply(&next, ConfigurationNode(line: 0, content: .text(text)))
            for problem in found { fail(key, problem.what, problem.expected) }
            if found.isEmpty, definition.change == .upwards, !next.keepsAtLeast(configuration) {
                fail(
                    key,
                    "\(Quoted.text(text)) would keep less than before",
                    "a longer time or larger size, or the file"
                )
            }
            nextOrigins[key] = .runtime
        }
        if problems.isEmpty {
            for conflict in Conflict.all(in: next) {
                problems.append(conflict.problem(origins: nextOrigins, fileName: ""))
            }
        }
        if !problems.isEmpty { throw ConfigurationErrors(problems) }
        return LoadedConfiguration(next, origins: nextOrigins)
    }
}

extension AgentConfiguration {
    /// Whether no retention is shorter or smaller than that of another.
    fileprivate func keepsAtLeast(_ other: AgentConfiguration) -> Bool {
        func covers<Value: Comparable>(_ value: Value?, _ old: Value?) -> Bool {
            guard let value else { return true }
            return old.map { value >= $0 } ?? false
        }
        return covers(archive.retention.age, other.archive.retention.age)
            && covers(archive.retention.size, other.archive.retention.size)
            && postgresql.retention.minute >= other.postgresql.retention.minute
            && postgresql.retention.hour >= other.postgresql.retention.hour
    }
}
