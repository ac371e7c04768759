/// Reads one entry of `sources`.
struct SourceReader {
    struct Problem: Hashable {
        var line: Int
        var key: String
        var what: String
        var expected: String
    }

    static let expectedList = "a list with at least one source: {name: app, type: operations, paths: [FILES]}"

    /// Position in the list, 0 is the first.
    let index: Int
    private(set) var problems: [Problem] = []
    /// Where the keys that are given stand.
    private(set) var lines: [String: Int] = [:]

    init(index: Int) {
        self.index = index
    }

    /// The source; nil when there are problems.
    mutating func read(_ node: ConfigurationNode) -> SourceConfiguration? {
        let place = "sources[\(index)]"
        guard case .map(let entries) = node.content else {
            fail(
                node.line,
                place,
                node.content.noun,
                "a map such as {name: app, type: operations, paths: [FILES]}"
            )
            return nil
        }
        let kind = kind(of: entries)
        let keys = kind.map(SourceKeys.keys) ?? SourceKeys.all
        var source = SourceConfiguration(name: "", kind: kind ?? .operations, paths: [])
        for entry in entries {
            guard let definition = keys.first(where: { $0.path == entry.key }) else {
                refuse(entry, kind: kind)
                continue
            }
            let path = "\(place).\(entry.key)"
            for problem in definition.apply(&source, entry.value) {
                fail(problem.line ?? entry.line, path, problem.what, problem.expected)
            }
            lines[entry.key] = entry.line
        }
        for required in ["name", "type", "paths"] where lines[required] == nil {
            let definition = SourceKeys.common.first { $0.path == required }
            fail(node.line, "\(place).\(required)", "there is none", definition?.summary ?? "")
        }
        if source.paths.isEmpty, let line = lines["paths"], problems.isEmpty {
            fail(line, "\(place).paths", "the list is empty", "at least one path or pattern")
        }
        return problems.isEmpty ? source : nil
    }

    private func kind(of entries: [ConfigurationNode.Entry]) -> SourceConfiguration.Kind? {
        guard let entry = entries.first(where: { $0.key == "type" }),
            case .text(let text) = entry.value.content
        else { return nil }
        return SourceConfiguration.Kind(rawValue: text)
    }

    private mutating func refuse(_ entry: ConfigurationNode.Entry, kind: SourceConfiguration.Kind?) {
        let path = "sources[\(index)].\(Quoted.key(entry.key))"
        if let kind, SourceKeys.all.contains(where: { $0.path == entry.key }) {
            let names = SourceKeys.keys(of: kind).map(\.path).joined(separator: ", ")
            fail(entry.line, path, "sources of type \(kind.rawValue) do not have this key", "one of \(names)")
            return
        }
        let names = (kind.map(SourceKeys.keys) ?? SourceKeys.all).map(\.path)
        let near = NearestName.find(entry.key, in: names)
        fail(
            entry.line,
            path,
            "the key is not known",
            near.map { "\($0), which is nearest" } ?? "one of \(names.joined(separator: ", "))"
        )
    }

    private mutating func fail(_ line: Int, _ key: String, _ what: String, _ expected: String) {
        problems.append(Problem(line: line, key: key, what: what, expected: expected))
    }
}
