/// A key's value in use.
public struct EffectiveValue: Hashable, Sendable {
    /// Path of the key; of a source `sources[NAME].paths`.
    public var key: String
    /// As it would be written in YAML, passwords as `***`.
    public var text: String
    public var origin: ValueOrigin
}
