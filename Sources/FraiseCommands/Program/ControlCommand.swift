internal import ArgumentParser
internal import FraiseModel

/// A command that answers something; groups of commands are none.
protocol ControlCommand: ParsableCommand {
    var options: GlobalOptions { get }

    /// Does the work.
    ///
    /// - Returns: the exit code.
    func run(_ session: Session) throws(FraiseError) -> Int32

    /// The exit code of an error where it is another than the error's own.
    func exitCode(for error: FraiseError) -> Int32?
}

extension ControlCommand {
    func exitCode(for error: FraiseError) -> Int32? { nil }
}
