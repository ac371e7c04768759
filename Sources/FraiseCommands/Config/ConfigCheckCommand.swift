internal import ArgumentParser
internal import FraiseControl
internal import FraiseModel
internal import FraisePlatform

/// `config check`.
struct ConfigCheckCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration file by fraiseqld --check; needs no agent."
    )

    @Option(help: ArgumentHelp("The file, if not the one that fraiseqld would read.", valueName: "path"))
    var config: String?

    @OptionGroup(title: "Options of every command")
    var options: GlobalOptions

    func run(_ session: Session) throws(FraiseError) -> Int32 {
        try session.requireTable("config check")
        let environment = session.environment
        let found = ProgramFile.find(
            "fraiseqld",
            beside: environment.program,
            searchPath: environment.variable("PATH")
        )
        guard let found else {
            throw FraiseError(
                .unavailable,
                "fraiseqld is neither beside fraiseqlctl nor in $PATH",
                remedy: "install it"
            )
        }
        return try environment.execute(found, ["--check"] + (config.map { ["--config", $0] } ?? []))
    }
}
