/// One thing that is wrong with a configuration.
public struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// Where the value comes from.
    public enum Place: Hashable, Sendable {
        /// A line of the file; nil when it cannot be said.
        case file(String, line: Int?)
        /// An environment variable.
        case environment(String)
        /// A change while running.
        case request
    }

    public var place: Place
    /// Path of the key; empty when the file as a whole is meant.
    public var key: String
    public var what: String
    public var expected: String

    /// A problem from its parts.
    public init(place: Place, key: String, what: String, expected: String) {
        self.place = place
        self.key = key
        self.what = what
        self.expected = expected
    }

    /// `FILE:LINE: KEY: what is wrong; what is expected`
    public var description: String {
        let start =
            switch place {
            case .file(let name, let line?): "\(name):\(line): "
            case .file(let name, nil): "\(name): "
            case .environment(let name): "\(name): "
            case .request: ""
            }
        return start + (key.isEmpty ? "" : "\(key): ") + what
            + (expected.isEmpty ? "" : "; expected: \(expected)")
    }
}
