/// The answer of `POST /v1/config/reload`.
public struct ReloadAnswer: Hashable, Sendable {
    /// Number of the configuration now in force.
    public var generation: Int64
    /// Keys that changed and are in force.
    public var changed: [String]
    /// Keys that changed in the file, but need a restart.
    public var needsRestart: [String]
    /// What a person should know, a line each.
    public var warnings: [String]

    /// An answer from its parts.
    public init(
        generation: Int64,
        changed: [String] = [],
        needsRestart: [String] = [],
        warnings: [String] = []
    ) {
        self.generation = generation
        self.changed = changed
        self.needsRestart = needsRestart
        self.warnings = warnings
    }

    /// The wire form.
    public var json: JSONValue {
        [
            "generation": .integer(generation),
            "changed": .array(changed.map { .string($0) }),
            "needs_restart": .array(needsRestart.map { .string($0) }),
            "warnings": .array(warnings.map { .string($0) }),
        ]
    }
}
