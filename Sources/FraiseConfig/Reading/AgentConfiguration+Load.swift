internal import FraiseModel
internal import FraisePlatform

extension AgentConfiguration {
    /// The configuration of a file, with the environment's variables `FRAISEQLD_…` over it.
    /// - Parameters:
    ///   - path: The file; names it in messages.
    ///   - environment: The process's environment.
    ///   - places: Defaults of this machine and user.
    /// - Throws: Everything that is wrong, or why the file cannot be read.
    public static func load(
        path: String,
        environment: [String: String],
        places: Places
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        let bytes: [UInt8]
        do throws(FraiseError) {
            bytes = try FileSystem.read(path, limit: YAMLText.limit + 1)
        } catch {
            let problem = ConfigurationProblem(
                place: .file(path, line: nil),
                key: "",
                what: "the file cannot be read: \(error)",
                expected: ""
            )
            throw ConfigurationErrors([problem], cause: error)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = String(decoding: bytes, as: UTF8.self)
            let line = 1 + (valid.unicodeScalars.prefix { $0 != "\u{FFFD}" }.count { $0 == "\n" })
            throw ConfigurationErrors([
                ConfigurationProblem(
                    place: .file(path, line: line),
                    key: "",
                    what: "there are bytes that are no UTF-8",
                    expected: "UTF-8 text"
                )
            ])
        }
        return try parse(text: text, fileName: path, environment: environment, places: places)
    }

    /// The configuration of a text.
    /// - Parameters:
    ///   - text: YAML.
    ///   - fileName: Names the text in messages.
    ///   - environment: The process's environment.
    ///   - places: Defaults of this machine and user.
    /// - Throws: Everything that is wrong.
    public static func parse(
        text: String,
        fileName: String,
        environment: [String: String] = [:],
        places: Places
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        var reader = ConfigurationReader(fileName: fileName, places: places)
        reader.read(text: text)
        reader.read(environment: environment)
        reader.settlePlaces(places)
        reader.checkTogether()
        if !reader.problems.isEmpty { throw ConfigurationErrors(reader.sortedProblems) }
        return LoadedConfiguration(reader.configuration, origins: reader.origins)
    }
}
