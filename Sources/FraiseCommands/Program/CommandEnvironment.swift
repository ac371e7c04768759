public import FraiseModel
internal import FraisePlatform

/// What a command sees of the process around it, so that tests can put something else there.
public struct CommandEnvironment: Sendable {
    public var output: any CommandOutput
    public var errors: any CommandOutput
    /// The environment variables.
    public var variable: @Sendable (String) -> String?
    /// The effective user.
    public var user: UInt32
    /// The system's socket.
    public var systemSocket = "/run/fraiseqld/control.sock"
    /// Path of the running program; nil when not known.
    public var program: String?
    /// Runs a program in place of this one and gives its exit code, where it comes back at all.
    public var execute: @Sendable (_ path: String, _ arguments: [String]) throws(FraiseError) -> Int32

    /// An environment from its parts.
    public init(
        output: any CommandOutput,
        errors: any CommandOutput,
        variable: @escaping @Sendable (String) -> String?,
        user: UInt32,
        program: String?,
        execute: @escaping @Sendable (_ path: String, _ arguments: [String]) throws(FraiseError) -> Int32
    ) {
        self.output = output
        self.errors = errors
        self.variable = variable
        self.user = user
        self.program = program
        self.execute = execute
    }

    /// That of this process.
    public static var process: CommandEnvironment {
        StandardStream.ignoreBrokenPipes()
        return CommandEnvironment(
            output: StandardStream.output,
            errors: StandardStream.error,
            variable: { ProgramFile.variable($0) },
            user: UserAccounts.effectiveUser,
            program: ProgramFile.running
        ) { path, arguments throws(FraiseError) in
            try ProgramFile.replaceProcess(path, arguments)
        }
    }
}
