/// The answer of `POST /v1/archive/rotate`.
public struct RotationAnswer: Hashable, Sendable {
    /// Number of the configuration in force.
    public var generation: Int64
    /// The segment that is being sealed; nil when it had no commit, so that there was nothing to seal.
    public var segment: Int64?

    /// An answer from its parts.
    public init(generation: Int64, segment: Int64?) {
        self.generation = generation
        self.segment = segment
    }

    /// The wire form.
    public var json: JSONValue {
        ["generation": .integer(generation), "segment": .count(segment)]
    }
}
