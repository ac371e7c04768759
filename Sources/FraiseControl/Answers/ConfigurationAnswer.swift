/// The answer of `GET /v1/config`.
public struct ConfigurationAnswer: Hashable, Sendable {
    /// Number of the configuration in force; one more for each change.
    public var generation: Int64
    /// The file it was read from; nil when there was none.
    public var file: String?
    public var entries: [ConfigurationEntry]

    /// An answer from its parts.
    public init(generation: Int64, file: String?, entries: [ConfigurationEntry]) {
        self.generation = generation
        self.file = file
        self.entries = entries
    }

    /// The wire form.
    public var json: JSONValue {
        [
            "generation": .integer(generation),
            "file": .text(file),
            "values": .array(entries.map(\.json)),
        ]
    }
}
