internal import FraiseConfig
internal import FraiseModel
internal import FraisePlatform

/// Where the configuration comes from, so that it can be read again.
struct ConfigurationSource: Sendable {
    /// The file; nil with `--try`.
    let path: String?
    private let environment: [String: String]
    private let places: Places
    private let trial: AgentConfiguration?

    /// The file named, or the first that is there.
    ///
    /// - Throws: `configuration` with where it looked.
    init(named name: String?, environment: [String: String], places: Places) throws(FraiseError) {
        self.environment = environment
        self.places = places
        trial = nil
        if let name {
            path = name
            return
        }
        let found = places.configurationFiles.first { (try? FileSystem.status($0)) ?? nil != nil }
        guard let found else {
            throw FraiseError(
                .configuration,
                """
                no configuration: looked for \(places.configurationFiles.joined(separator: ", "))
                make one:      fraiseqld --print-config > \(places.configurationFiles.first ?? "fraiseqld.yaml")
                or try it out: fraiseqld --try FILE...
                """
            )
        }
        path = found
    }

    /// Everything by default for some files, state in a new temporary directory.
    init(trial files: [String], places: Places) throws(FraiseError) {
        environment = [:]
        self.places = places
        path = nil
        let random = Hexadecimal.text(FileSystem.randomBytes(4))
        let directory = "/tmp/fraiseqld-try-\(random)"
        try FileSystem.makeDirectories(directory, permissions: 0o700)
        trial = AgentConfiguration.forTrial(
            paths: files,
            stateDirectory: directory,
            places: places,
            firstBytes: { (try? OpenFile($0, .read).bytes(at: 0, count: 4096)) ?? [] }
        )
        ProcessEnvironment.write(
            "following \(files.joined(separator: " ")); state in \(directory)\n"
                + "ask it with: fraiseqlctl --socket \(directory)/control.sock health\n",
            to: 2
        )
    }

    /// What is in force; `trial` values have the origin `default`.
    struct Loaded: Sendable {
        var configuration: AgentConfiguration
        var warnings: [ConfigurationWarning] = []
        var values: [EffectiveValue] = []

        /// Whether a key's value is the file's or the environment's, not the default.
        func isGiven(_ key: String) -> Bool {
            values.contains { $0.key == key && $0.origin != .standard }
        }
    }

    /// Reads it, anew each time.
    func load() throws(FraiseError) -> Loaded {
        if let trial { return Loaded(configuration: trial) }
        do throws(ConfigurationErrors) {
            let loaded = try AgentConfiguration.load(
                path: path ?? "",
                environment: environment,
                places: places
            )
            return Loaded(
                configuration: loaded.configuration,
                warnings: loaded.warnings,
                values: loaded.effectiveValues
            )
        } catch {
            guard let path, error.cause?.code == .noInput else { throw error.fraiseError }
            throw FraiseError(
                .configuration,
                "\(path): no such file",
                remedy: "name another with --config, or make one with fraiseqld --print-config > FILE"
            )
        }
    }
}
