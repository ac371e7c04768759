public import FraiseModel
internal import Glibc
internal import FraisePlatform

/// A running `fraiseqld` with a configuration, and `fraiseqlctl` beside it.
public final class AgentProcess: Sendable {
    /// The process.
    public let process: ChildProcess
    /// Path of its control socket.
    public let socket: String

    /// Starts it and waits until it says that it is ready.
    ///
    /// - Throws: `unavailable` with what it said instead.
    public init(
        configuration: String,
        socket: String,
        environment: [String: String] = [:],
        waitsForReady: Bool = true
    ) throws(FraiseError) {
        self.socket = socket
        process = try ChildProcess(
            [try BuiltProgram.agent.path(), "--config", configuration],
            environment: environment
        )
        if waitsForReady { try process.line(containing: " info ready ") }
    }

    /// Runs `fraiseqlctl` against it.
    public func control(_ words: String...) throws(FraiseError) -> CommandRunner.Outcome {
        try CommandRunner.run([try BuiltProgram.control.path(), "--socket", socket] + words)
    }

    /// The answer of a command as JSON, whatever its exit code.
    public func answer(_ words: String...) throws(FraiseError) -> JSONTree {
        let command = [try BuiltProgram.control.path(), "--socket", socket] + words + ["--format", "json"]
        let outcome = try CommandRunner.run(command)
        guard !outcome.output.isEmpty else {
            throw FraiseError(
                .unavailable,
                "\(words.joined(separator: " ")): \(outcome.code) \(outcome.errors)"
            )
        }
        return try outcome.json()
    }

    /// Asks again and again until the answer is as wanted, and returns it.
    ///
    /// - Throws: `unavailable` with the last answer and the agent's log when the time is over, or the agent has
    ///   ended.
    @discardableResult
    public func answer(
        _ words: String...,
        within seconds: Double = 60,
        until isWanted: (JSONTree) -> Bool
    ) throws(FraiseError) -> JSONTree {
        let deadline = SystemClock.monotonic() + Int64(seconds * 1e9)
        let command = [try BuiltProgram.control.path(), "--socket", socket] + words + ["--format", "json"]
        while true {
            let outcome = try CommandRunner.run(command)
            if !outcome.output.isEmpty {
                let answer = try outcome.json()
                if isWanted(answer) { return answer }
            }
            // The agent's end is an event worth leaving for; else it paces the questions.
            if process.exitCode(waitingUpTo: 0.05) != nil || SystemClock.monotonic() > deadline {
                throw FraiseError(
                    .unavailable,
                    "\(words.joined(separator: " ")): not as wanted in \(seconds) s: \(outcome.text)"
                        + "\(outcome.errors)\nthe agent said:\n\(process.errors)"
                )
            }
        }
    }

    /// Ends it with TERM and returns its exit code.
    public func stop(within seconds: Double = 60) throws(FraiseError) -> Int32 {
        process.signal(SIGTERM)
        return try process.end(within: seconds)
    }

    /// Ends it with KILL.
    public func kill() throws(FraiseError) {
        process.signal(SIGKILL)
        _ = try process.end(within: 60)
    }
}
