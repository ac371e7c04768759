public import FraiseModel

/// Runs a program to its end.
public enum CommandRunner {
    /// What became of a program.
    public struct Outcome: Sendable {
        /// The exit code, or 128 + the signal that ended it.
        public var code: Int32
        /// Standard output.
        public var output: [UInt8]
        /// Standard error.
        public var errors: String

        /// Standard output as text.
        public var text: String { String(decoding: output, as: UTF8.self) }

        /// Standard output as JSON.
        ///
        /// - Throws: `badData` with the output, when it is none.
        public func json() throws(FraiseError) -> JSONTree { try JSONTree(output) }
    }

    /// Runs it and waits, at most `seconds`.
    ///
    /// - Throws: `unavailable` when it cannot be started or does not end.
    public static func run(
        _ words: [String],
        environment: [String: String] = [:],
        input: [UInt8] = [],
        within seconds: Double = 120
    ) throws(FraiseError) -> Outcome {
        let process = try ChildProcess(words, environment: environment, input: input)
        let code = try process.end(within: seconds)
        return Outcome(code: code, output: process.outputBytes, errors: process.errors)
    }

    /// The uncompressed content of a gzip file, by the system's own tool.
    ///
    /// - Throws: `badData` when the tool complains.
    public static func zcat(_ path: String) throws(FraiseError) -> [UInt8] {
        let outcome = try run(["gzip", "-dc", path])
        guard outcome.code == 0, outcome.errors.isEmpty else {
            throw FraiseError(.badData, "gzip -dc \(path): \(outcome.code) \(outcome.errors)")
        }
        return outcome.output
    }
}
