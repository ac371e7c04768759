internal import ArgumentParser
internal import FraiseModel

/// The whole of `fraiseqlctl`.
public enum CommandLineProgram {
    /// Runs the command that `arguments`, without the program's name, ask for.
    ///
    /// - Returns: the exit code (docs/control-api.md, "Exit codes").
    public static func run(_ arguments: [String], in environment: CommandEnvironment = .process) -> Int32 {
        do throws(FraiseError) {
            return try answer(arguments, in: environment)
        } catch {
            // A reader that has seen enough is no failure.
            if error.systemCode == brokenPipe { return 0 }
            try? environment.errors.write(
                Array("fraiseqlctl: \(TerminalText.visible(error.description))\n".utf8)
            )
            return error.exitCode
        }
    }

    /// EPIPE, which Linux numbers alike on every architecture that Swift runs on.
    private static let brokenPipe: Int32 = 32

    private static func answer(_ arguments: [String], in environment: CommandEnvironment) throws(FraiseError)
        -> Int32
    {
        var command: any ParsableCommand
        do {
            command = try RootCommand.parseAsRoot(GlobalArguments.hoisted(arguments))
        } catch {
            return try explain(error, in: environment)
        }
        if let command = command as? any ControlCommand {
            let session = Session(environment: environment, options: command.options)
            do throws(FraiseError) {
                return try command.run(session)
            } catch {
                guard let code = command.exitCode(for: error) else { throw error }
                try environment.errors.write(
                    Array("fraiseqlctl: \(TerminalText.visible(error.description))\n".utf8)
                )
                return code
            }
        }
        do {
            try command.run()
            return 0
        } catch {
            return try explain(error, in: environment)
        }
    }

    /// Help and version go to the output with exit code 0, usage errors to the errors with 64.
    private static func explain(_ error: any Error, in environment: CommandEnvironment) throws(FraiseError)
        -> Int32
    {
        let code = RootCommand.exitCode(for: error).rawValue
        let stream = code == 0 ? environment.output : environment.errors
        try stream.write(Array((RootCommand.fullMessage(for: error) + "\n").utf8))
        return code
    }
}
