/// One key of the configuration as people see it. The table of all keys is the single definition that the reader,
/// environment names, the commented default, the manual and the answers of the control socket come from.
public struct ConfigurationKey: Hashable, Sendable {
    /// Who may change a key while the agent runs.
    public enum Change: String, Hashable, Sendable {
        /// By PATCH on the control socket, and by file.
        case runtime
        /// By PATCH to a longer or larger value only, and by file.
        case upwards
        /// By file and reload only.
        case file
    }

    /// The path, `archive.rotate.size`; of a source's key `sources[].name`.
    public let path: String
    /// What a value is, `duration`.
    public let type: String
    /// The default as it is written in YAML; of keys that depend on the machine, what it is.
    public let defaultText: String
    /// What it does, in one line.
    public let summary: String
    /// The values, where there are only a few; else empty.
    public let choices: [String]
    public let change: Change
    /// The default depends on the machine or the user, so the commented default leaves the key out.
    public let isPlaceDependent: Bool
    /// The variable that overrides it; nil of a source's keys.
    public let environmentName: String?

    /// The type of sources that have the key; nil when all have it, or when it is no key of sources.
    public let sourceKind: SourceConfiguration.Kind?

    /// Every key, in the order of the file.
    public static let all: [ConfigurationKey] =
        AgentKeys.beforeSources.map { $0.key(in: nil) }
        + SourceKeys.all.map { $0.key(in: "sources[].") }
        + AgentKeys.afterSources.map { $0.key(in: nil) }

    /// The key of that path.
    public init?(path: String) {
        guard let key = ConfigurationKey.all.first(where: { $0.path == path }) else { return nil }
        self = key
    }

    init<Root>(_ definition: KeyDefinition<Root>, prefix: String?) {
        path = (prefix ?? "") + definition.path
        type = definition.type
        defaultText = definition.defaultText
        summary = definition.summary
        choices = definition.choices
        change = definition.change
        isPlaceDependent = definition.isPlaceDependent
        sourceKind = SourceKeys.kind(of: definition.path, prefix: prefix)
        environmentName = prefix == nil ? definition.environmentName : nil
    }
}
