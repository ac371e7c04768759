/// Fills a configuration from the nodes of a file and from the environment; goes on after each problem, so that all
/// are told at once.
struct ConfigurationReader {
    let fileName: String
    private(set) var configuration: AgentConfiguration
    private(set) var origins: [String: ValueOrigin] = [:]
    private(set) var problems: [ConfigurationProblem] = []
    /// More are no help, and each takes time: a file of a million wrong keys must not.
    private static let limit = 200
    private let definitions: [String: KeyDefinition<AgentConfiguration>]

    init(fileName: String, places: Places) {
        self.fileName = fileName
        configuration = AgentConfiguration(places: places)
        definitions = Dictionary(AgentKeys.all.map { ($0.path, $0) }) { first, _ in first }
    }

    mutating func read(text: String) {
        let (root, problems) = YAMLText.read(text)
        for problem in problems { fail(problem.line, problem.key, problem.what, problem.expected) }
        guard let root else {
            if problems.isEmpty { fail(1, "sources", "there is none", SourceReader.expectedList) }
            return
        }
        switch root.content {
        case .map(let entries):
            read(entries, in: "")
            if !entries.contains(where: { $0.key == "sources" }) {
                fail(1, "sources", "there is none", SourceReader.expectedList)
            }
        case .empty: fail(1, "sources", "there is none", SourceReader.expectedList)
        case .text, .list:
            fail(root.line, "", root.content.noun, "a map of keys to values, such as host: web-1")
        }
    }

    private mutating func read(_ entries: [ConfigurationNode.Entry], in section: String) {
        for entry in entries where problems.count < ConfigurationReader.limit {
            let path = section.isEmpty ? entry.key : "\(section).\(entry.key)"
            if let definition = definitions[path] {
                let found = definition.apply(&configuration, entry.value)
                if found.isEmpty { origins[path] = .file(fileName, line: entry.line) }
                for problem in found {
                    fail(problem.line ?? entry.line, path, problem.what, problem.expected)
                }
            } else if path == "sources" {
                readSources(entry)
            } else if KeyNames.isSection(path) {
                switch entry.value.content {
                case .map(let inner): read(inner, in: path)
                // All its keys are commented out.
                case .empty: break
                case .text, .list:
                    let keys = KeyNames.children(of: path).joined(separator: ", ")
                    fail(entry.value.line, path, entry.value.content.noun, "a map with \(keys)")
                }
            } else {
                fail(
                    entry.line,
                    Quoted.key(path),
                    "the key is not known",
                    KeyNames.hint(for: entry.key, in: section)
                )
            }
        }
    }

    private mutating func readSources(_ entry: ConfigurationNode.Entry) {
        guard case .list(let nodes) = entry.value.content, !nodes.isEmpty else {
            let isEmptyList = entry.value.content == .list([])
            let what = isEmptyList ? "there is none" : entry.value.content.noun
            fail(entry.line, "sources", what, SourceReader.expectedList)
            return
        }
        var names: [String: Int] = [:]
        for (index, node) in nodes.enumerated() where problems.count < ConfigurationReader.limit {
            var reader = SourceReader(index: index)
            let source = reader.read(node)
            for problem in reader.problems { fail(problem.line, problem.key, problem.what, problem.expected) }
            guard let source else { continue }
            let line = reader.lines["name"] ?? node.line
            if let first = names[source.name] {
                fail(
                    line,
                    "sources[\(index)].name",
                    "the source in line \(first) has the name \(source.name) already",
                    "a name of its own"
                )
                continue
            }
            names[source.name] = line
            configuration.sources.append(source)
            for (key, line) in reader.lines {
                origins["sources[\(source.name)].\(key)"] = .file(fileName, line: line)
            }
        }
    }

    /// Puts the variables `FRAISEQLD_…` over what the file says.
    mutating func read(environment: [String: String]) {
        let byName = Dictionary(AgentKeys.all.map { ($0.environmentName, $0) }) { first, _ in first }
        for name in environment.keys.sorted() where name.hasPrefix("FRAISEQLD_") && name != "FRAISEQLD_CONFIG"
        {
            let place = ConfigurationProblem.Place.environment(Quoted.key(name))
            guard let definition = byName[name] else {
                let near = NearestName.find(name, in: byName.keys.sorted() + ["FRAISEQLD_CONFIG"])
                problems.append(
                    ConfigurationProblem(
                        place: place,
                        key: "",
                        what: "no key has this variable",
                        expected: near.map { "\($0), which is nearest" }
                            ?? "FRAISEQLD_ and the path of a key in capitals"
                    )
                )
                continue
            }
            let text = environment[name] ?? ""
            var node = ConfigurationNode(line: 0, content: .text(text))
            if definition.isList {
                let items = text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false)
                node.content = .list(
                    items.map { ConfigurationNode(line: 0, content: .text(ConfigurationReader.trimmed($0))) }
                )
            }
            let found = definition.apply(&configuration, node)
            if found.isEmpty { origins[definition.path] = .environment(name) }
            for problem in found {
                problems.append(
                    ConfigurationProblem(
                        place: place,
                        key: definition.path,
                        what: problem.what,
                        expected: problem.expected
                    )
                )
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    /// Sets what follows from the state directory where nothing was said.
    mutating func settlePlaces(_ places: Places) {
        if origins["archive.directory"] == nil {
            configuration.archive.directory = places.archiveDirectory(in: configuration.stateDirectory)
        }
        if origins["control.socket"] == nil {
            configuration.control.socket = places.socket(in: configuration.stateDirectory)
        }
    }

    /// What values say to each other.
    mutating func checkTogether() {
        // A key whose value was not taken has its default, which would contradict others for nothing.
        let wrong = Set(problems.map(\.key))
        for conflict in Conflict.all(in: configuration) where wrong.isDisjoint(with: conflict.keys) {
            problems.append(conflict.problem(origins: origins, fileName: fileName))
        }
    }

    private mutating func fail(_ line: Int, _ key: String, _ what: String, _ expected: String) {
        problems.append(
            ConfigurationProblem(place: .file(fileName, line: line), key: key, what: what, expected: expected)
        )
    }

    /// The problems in the order of the file, then those of the environment.
    var sortedProblems: [ConfigurationProblem] {
        func line(_ problem: ConfigurationProblem) -> Int {
            switch problem.place {
            case .file(_, let line): line ?? 0
            case .environment, .request: Int.max
            }
        }
        return problems.enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }
            .prefix(ConfigurationReader.limit).map(\.element)
    }
}
