/// One key of the configuration in force.
public struct ConfigurationEntry: Hashable, Sendable {
    /// Path of the key: `slow.query`, `sources[0].paths`.
    public var key: String
    /// The value in force; secrets are replaced before they come here.
    public var value: JSONValue
    /// Where it comes from: `default`, `FILE:LINE`, the environment variable's name, or `override`.
    public var origin: String

    /// An entry from its parts.
    public init(key: String, value: JSONValue, origin: String) {
        self.key = key
        self.value = value
        self.origin = origin
    }

    var json: JSONValue {
        ["key": .string(key), "value": value, "origin": .string(origin)]
    }
}
