public import ArgumentParser
internal import FraiseConfig
internal import FraiseModel
internal import FraisePlatform

/// `fraiseqld`.
public struct DaemonCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "fraiseqld",
        abstract:
            "Follow operation logs and PostgreSQL logs; keep figures, an audit archive and summary tables.",
        discussion: """
            Without options it runs as the agent until TERM or INT. HUP reads the configuration again, USR1 seals \
            the open segment. See fraiseqld(8), fraiseqld.yaml(5).
            """,
        version: AgentVersion.text
    )

    @Option(name: .long, help: ArgumentHelp("Configuration file.", valueName: "file"))
    var config: String?

    @Flag(
        name: .long,
        help: "Read every source to its end, commit, seal, send rows, print the account and exit."
    )
    var once = false

    @Flag(name: .customLong("final"), help: "With --once: end unterminated last lines and held records, too.")
    var isFinal = false

    @Flag(name: .long, help: "With --once: leave the segment open.")
    var noSeal = false

    @Option(
        name: .customLong("try"),
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Follow these files with everything else by default, state in a temporary directory.",
            valueName: "file"
        )
    )
    var trial: [String] = []

    @Flag(name: .long, help: "Check the configuration and exit.")
    var check = false

    @Flag(name: .long, help: "Print the commented default configuration and exit.")
    var printConfig = false

    public init() {}

    public func validate() throws {
        if isFinal || noSeal, !once { throw ValidationError("--final and --no-seal go with --once") }
        if !trial.isEmpty, config != nil {
            throw ValidationError("--try uses no configuration; leave out --config")
        }
    }

    public func run() async throws {
        do throws(FraiseError) {
            let code = try await runChecked()
            ProcessEnvironment.exit(code)
        } catch {
            ProcessEnvironment.write("fraiseqld: \(error.description)\n", to: 2)
            ProcessEnvironment.exit(error.exitCode)
        }
    }

    private func runChecked() async throws(FraiseError) -> Int32 {
        if printConfig {
            return ProcessEnvironment.write(AgentConfiguration.defaultText, to: 1) ? 0 : 73
        }
        var environment = ProcessEnvironment.variables
        let printsProfile = environment.removeValue(forKey: "FRAISEQLD_PROFILE") != nil
        let places = Places(
            environment: environment,
            effectiveUserID: UserAccounts.effectiveUser,
            hostName: ProcessEnvironment.hostName
        )
        let source: ConfigurationSource
        if trial.isEmpty {
            source = try ConfigurationSource(named: config, environment: environment, places: places)
        } else {
            source = try ConfigurationSource(trial: trial, places: places)
        }
        let loaded = try source.load()
        if check { return ConfigurationReport(source, loaded).print() }
        let log = AgentLog(loaded.configuration.log)
        for warning in loaded.warnings { log.warning("configuration", ["note": warning.description]) }
        if once {
            return try await OnceRun(
                configuration: loaded.configuration,
                isFinal: isFinal,
                seals: !noSeal,
                printsProfile: printsProfile,
                log: log
            ).run()
        }
        return try await Agent(source: source, loaded: loaded, log: log, environment: environment).run()
    }
}
