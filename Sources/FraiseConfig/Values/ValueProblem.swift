/// What is wrong with one value, before it is known where it stands.
public struct ValueProblem: Error, Hashable, Sendable {
    /// What is wrong.
    public var what: String
    /// What would be right.
    public var expected: String
    /// The line, where it differs from that of the key.
    var line: Int?

    /// A problem from its parts.
    public init(_ what: String, expected: String) {
        self.what = what
        self.expected = expected
    }
}
