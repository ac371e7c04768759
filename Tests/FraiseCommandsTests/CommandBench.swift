import FraiseCommands
import FraiseControlServer
import FraiseModel
import FraiseTestSupport
import Synchronization

/// A real server with fixed answers, and commands run against it.
struct CommandBench: Sendable {
    let scratch: ScratchDirectory
    let output: CapturedOutput
    let errors = CapturedOutput()
    var variables: [String: String]
    var user: UInt32 = 1000
    /// What `execute` was asked for.
    let executed = Executed()

    final class Executed: Sendable {
        let calls = Mutex<[[String]]>([])
    }

    init(output: CapturedOutput = CapturedOutput()) throws {
        scratch = try ScratchDirectory()
        self.output = output
        variables = ["TZ": "UTC", "FRAISEQL_SOCKET": scratch.file("c.sock")]
    }

    /// Runs a command, without a server.
    func run(_ arguments: [String]) -> Int32 {
        let variables = variables
        let executed = executed
        let environment = CommandEnvironment(
            output: output,
            errors: errors,
            variable: { variables[$0] },
            user: user,
            program: scratch.file("fraiseqlctl")
        ) { path, arguments throws(FraiseError) in
            executed.calls.withLock { $0.append([path] + arguments) }
            return 78
        }
        return CommandLineProgram.run(arguments, in: environment)
    }

    /// Runs a command against a server.
    func serve(
        _ arguments: [String],
        service: FixtureService = FixtureService(),
        adminGroup: String? = nil
    ) async throws -> Int32 {
        let server = try await ControlServer.start(
            ControlServerSettings(socketPath: scratch.file("c.sock")),
            service: service
        )
        let code = try await onThread { run(arguments) }
        await server.stop()
        return code
    }
}
