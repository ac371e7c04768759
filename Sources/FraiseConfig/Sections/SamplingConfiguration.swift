/// Which records are kept whole; figures count them all.
public struct SamplingConfiguration: Hashable, Sendable {
    /// Share of traces that are kept, 0 to 1.
    public var rate: Double = 1

    /// The defaults.
    public init() {}
}
