public import FraiseModel

/// Everything that is wrong with a configuration, in the order of the file.
public struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// One or more.
    public let problems: [ConfigurationProblem]

    /// Why the file could not be read at all.
    public let cause: FraiseError?

    /// Errors from their parts.
    public init(_ problems: [ConfigurationProblem], cause: FraiseError? = nil) {
        self.problems = problems
        self.cause = cause
    }

    /// One line a problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }

    /// The same as one error: of a file that cannot be read its cause, else exit code 78.
    public var fraiseError: FraiseError { cause ?? FraiseError(.configuration, description) }
}
