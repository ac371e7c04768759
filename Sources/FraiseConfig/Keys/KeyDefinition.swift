/// A key and how its value gets into a configuration and out of it.
struct KeyDefinition<Root: Sendable>: Sendable {
    let path: String
    let type: String
    let defaultText: String
    let summary: String
    var change = ConfigurationKey.Change.file
    var isPlaceDependent = false
    /// Its variable holds a list, separated by commas.
    var isList = false
    /// The values, where there are only a few.
    var choices: [String] = []
    /// Puts a value in; what is wrong leaves the root as it was.
    let apply: @Sendable (inout Root, ConfigurationNode) -> [ValueProblem]
    /// The value as it would be written in YAML, without secrets.
    let show: @Sendable (Root) -> String

    /// `FRAISEQLD_` and the path in capitals, `_` for the point.
    var environmentName: String {
        "FRAISEQLD_" + path.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }

    func key(in prefix: String?) -> ConfigurationKey {
        ConfigurationKey(self, prefix: prefix)
    }
}

extension KeyDefinition {
    /// A key with one value.
    static func value<Value>(
        _ path: String,
        _ member: any WritableKeyPath<Root, Value> & Sendable,
        _ type: ScalarType<Value>,
        _ defaultText: String,
        _ summary: String,
        _ change: ConfigurationKey.Change = .file
    ) -> KeyDefinition {
        KeyDefinition(
            path: path,
            type: type.name,
            defaultText: defaultText,
            summary: summary,
            change: change,
            choices: type.choices,
            apply: { root, node in
                switch type.read(node) {
                case .success(let value):
                    root[keyPath: member] = value
                    return []
                case .failure(let problem): return [problem]
                }
            },
            show: { type.show($0[keyPath: member]) }
        )
    }

    /// A key with one value whose default depends on the machine or the user.
    static func place<Value>(
        _ path: String,
        _ member: any WritableKeyPath<Root, Value> & Sendable,
        _ type: ScalarType<Value>,
        _ defaultText: String,
        _ summary: String
    ) -> KeyDefinition {
        var definition = value(path, member, type, defaultText, summary)
        definition.isPlaceDependent = true
        return definition
    }

    /// A key with a list of values; one value alone is a list of one.
    static func list(
        _ path: String,
        _ member: any WritableKeyPath<Root, [String]> & Sendable,
        _ type: ScalarType<String>,
        _ defaultText: String,
        _ summary: String
    ) -> KeyDefinition {
        KeyDefinition(
            path: path,
            type: "list of \(type.name)",
            defaultText: defaultText,
            summary: summary,
            isList: true,
            apply: { root, node in
                var values: [String] = []
                var problems: [ValueProblem] = []
                let items: [ConfigurationNode]
                switch node.content {
                case .list(let nodes): items = nodes
                case .text: items = [node]
                case .empty, .map:
                    return [ValueProblem(node.content.noun, expected: "a list: [\(type.example), …]")]
                }
                for item in items where problems.count < 50 {
                    switch type.read(item) {
                    case .success(let value): values.append(value)
                    case .failure(var problem):
                        problem.line = item.line
                        problems.append(problem)
                    }
                }
                if problems.isEmpty { root[keyPath: member] = values }
                return problems
            },
            show: { root in "[" + root[keyPath: member].map(type.show).joined(separator: ", ") + "]" }
        )
    }
}
