/// Reads `fields` of a source: `{duration: "took:ns", user_id: [account.id, login]}`.
enum FieldMappingReader {
    static func read(_ node: ConfigurationNode, into mappings: inout [FieldMapping]) -> [ValueProblem] {
        let expected = "a map of record fields to input names, such as {duration: \"took:ns\"}"
        guard case .map(let entries) = node.content else {
            return [ValueProblem(node.content.noun, expected: expected)]
        }
        var found: [FieldMapping] = []
        var problems: [ValueProblem] = []
        func fail(_ what: String, _ expected: String, _ line: Int) {
            var problem = ValueProblem(what, expected: expected)
            problem.line = line
            problems.append(problem)
        }
        for entry in entries where problems.count < 50 {
            // The record's name has its unit; whoever gives a unit of his own would write the name without.
            let field = entry.key == "duration" ? "duration_ms" : entry.key
            guard FieldMapping.fields.contains(field) else {
                let near = NearestName.find(entry.key, in: FieldMapping.fields + ["duration"])
                fail(
                    "records have no field \(Quoted.text(entry.key))",
                    near.map { "nearest: \($0)" } ?? "a field of docs/operation-log.md",
                    entry.line
                )
                continue
            }
            let names: [ConfigurationNode]
            if case .list(let list) = entry.value.content { names = list } else { names = [entry.value] }
            for name in names {
                guard case .text(let text) = name.content else {
                    fail(
                        "\(entry.key): \(name.content.noun)",
                        "an input name, such as \"took:ns\"",
                        name.line
                    )
                    continue
                }
                switch mapping(field, text) {
                case .success(let mapping): found.append(mapping)
                case .failure(let problem): fail("\(entry.key): \(problem.what)", problem.expected, name.line)
                }
            }
        }
        if problems.isEmpty { mappings = found }
        return problems
    }

    private static func mapping(_ field: String, _ text: String) -> Result<FieldMapping, ValueProblem> {
        var input = text[...]
        var unit: FieldMapping.Unit?
        if let colon = text.lastIndex(of: ":") {
            input = text[..<colon]
            guard let known = FieldMapping.Unit(rawValue: String(text[text.index(after: colon)...])) else {
                return .failure(
                    ValueProblem("\(Quoted.text(text)) has an unknown unit", expected: "ns, us, ms or s")
                )
            }
            guard FieldMapping.timed.contains(field) else {
                return .failure(
                    ValueProblem("\(Quoted.text(text)) has a unit, but is no time", expected: "a name alone")
                )
            }
            unit = known
        }
        let isName =
            !input.isEmpty && input.utf8.count <= 255
            && input.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
            && input.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        guard isName else {
            return .failure(
                ValueProblem(
                    "\(Quoted.text(text)) is no name",
                    expected: "names joined by points, at most 255 bytes"
                )
            )
        }
        return .success(FieldMapping(field: field, input: String(input), unit: unit))
    }
}
