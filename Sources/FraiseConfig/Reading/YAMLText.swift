internal import Yams

/// YAML text to nodes; the only file that sees Yams.
///
/// Configurations are trees: anchors and aliases, which can make a small file endless, and tags are refused. Nesting
/// is bounded by libyaml (1,000 levels), the size here.
enum YAMLText {
    /// Bytes; a configuration is far smaller.
    static let limit = 256 << 10
    /// Marks the first of two equal keys while the text is read again; text with it is refused.
    private static let mark: Character = "\u{F8FE}"
    /// The parser stops at the first map with equal keys, so it is asked again at most so often.
    private static let rounds = 32
    /// Reading again takes time, so only texts of so many bytes are.
    private static let limitOfRounds = 32 << 10
    /// Aliases that may be expanded before they are refused: 3^(k/3) nodes at most.
    private static let aliases = 24
    /// Levels of lists and maps; the deepest key needs five.
    private static let depth = 16

    /// What ends a line for libyaml.
    private static let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]

    struct Problem: Hashable {
        var line: Int
        var key: String
        var what: String
        var expected: String
    }

    /// The root, nil of a file without content, and what is wrong on the way.
    static func read(_ text: String) -> (root: ConfigurationNode?, problems: [Problem]) {
        // libyaml takes a byte order mark for text where the encoding is said.
        var text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        text.makeContiguousUTF8()
        if let problem = firstRefusal(text) { return (nil, [problem]) }
        var found: [Problem] = []
        for _ in 0..<rounds {
            do {
                let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
                // Anchors live as long as the parser, so nodes are looked at before it goes.
                return try withExtendedLifetime(parser) {
                    guard let node = try parser.singleRoot() else { return (nil, found) }
                    let root = convert(node, key: "", depth: 0, &found)
                    return (root, found)
                }
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                guard let marked = marking(text, line: context.mark.line, column: context.mark.column) else {
                    found.append(
                        Problem(
                            line: context.mark.line,
                            key: "",
                            what: "a key stands here twice",
                            expected: "each key once"
                        )
                    )
                    return (nil, found)
                }
                text = marked
            } catch let error as YamlError {
                found.append(problem(of: error, in: text))
                return (nil, found)
            } catch {
                found.append(Problem(line: 1, key: "", what: "this is no YAML: \(error)", expected: ""))
                return (nil, found)
            }
        }
        found.append(Problem(line: 1, key: "", what: "too many keys stand twice", expected: "each key once"))
        return (nil, found)
    }

    private static func firstRefusal(_ text: String) -> Problem? {
        if text.utf8.count > limit {
            return Problem(
                line: 1,
                key: "",
                what: "the file has \(text.utf8.count) bytes",
                expected: "at most \(ByteSize.text(Int64(limit)))"
            )
        }
        var line = 1
        var anchor: Int?
        var count = 0
        var previous: Unicode.Scalar = "\n"
        var beforePrevious: Unicode.Scalar = "\n"
        for scalar in text.unicodeScalars {
            if scalar.value < 32 && scalar != "\n" && scalar != "\r" && scalar != "\t" || scalar == "\u{7F}" {
                return Problem(
                    line: line,
                    key: "",
                    what: "there is a control character (\(Quoted.text(String(scalar))))",
                    expected: "text without control characters"
                )
            }
            if Character(scalar) == mark {
                return Problem(
                    line: line,
                    key: "",
                    what: "there is a character of the private use area",
                    expected: "text without it"
                )
            }
            let startsToken = " \t\n\r[{,".unicodeScalars.contains(beforePrevious)
            if startsToken, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                if previous == "&" { anchor = anchor ?? line }
                if previous == "*" { count += 1 }
            }
            if scalar == "\n" { line += 1 }
            beforePrevious = previous
            previous = scalar
        }
        if let anchor, count > aliases { return refusedAnchor(anchor, "") }
        return nil
    }

    private static func refusedAnchor(_ line: Int, _ key: String) -> Problem {
        Problem(
            line: line,
            key: key,
            what: "anchors and aliases are not supported",
            expected: "the value itself"
        )
    }

    /// The text with a mark in front of the key's name at a place; nil when no simple key is there.
    private static func marking(_ text: String, line: Int, column: Int) -> String? {
        guard text.utf8.count <= limitOfRounds else { return nil }
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var current = 1
        while current < line {
            guard index < scalars.endIndex else { return nil }
            let scalar = scalars[index]
            index = scalars.index(after: index)
            let isHalf = scalar == "\r" && index < scalars.endIndex && scalars[index] == "\n"
            if breaks.contains(scalar), !isHalf { current += 1 }
        }
        // libyaml counts columns in characters of Unicode.
        guard let at = scalars.index(index, offsetBy: column - 1, limitedBy: scalars.endIndex),
            at < scalars.endIndex
        else { return nil }
        var place = at
        switch scalars[at] {
        case "\"", "'": place = scalars.index(after: at)
        case "[", "{", "?", "&", "*", "!", "|", ">": return nil
        default: break
        }
        return String(scalars[..<place]) + String(mark) + String(scalars[place...])
    }

    private static func problem(of error: YamlError, in text: String) -> Problem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            if problem.contains("cannot start any token") {
                return Problem(
                    line: mark.line,
                    key: "",
                    what: "this is no YAML: a tab or a sign that cannot begin a value",
                    expected: "blanks to indent, and quotes around such a value"
                )
            }
            if problem.contains("another document") {
                return Problem(
                    line: mark.line,
                    key: "",
                    what: "a second document begins",
                    expected: "one document"
                )
            }
            return Problem(
                line: mark.line,
                key: "",
                what: "this is no YAML: \(problem)",
                expected: "what YAML allows here"
            )
        case .reader(let problem, let offset, _, let yaml):
            let before = offset.map { yaml.prefix($0) } ?? ""
            let line = 1 + before.unicodeScalars.count { $0 == "\n" }
            return Problem(line: line, key: "", what: "this is no YAML: \(problem)", expected: "UTF-8 text")
        default:
            return Problem(line: 1, key: "", what: "this is no YAML", expected: "a map of keys to values")
        }
    }

    private static func convert(
        _ node: Node,
        key: String,
        depth: Int,
        _ problems: inout [Problem]
    ) -> ConfigurationNode {
        let line = node.mark?.line ?? 1
        if depth > YAMLText.depth {
            problems.append(
                Problem(
                    line: line,
                    key: key,
                    what: "values are nested too deep",
                    expected: "at most \(YAMLText.depth) levels"
                )
            )
            return ConfigurationNode(line: line, content: .empty)
        }
        if node.anchor != nil {
            problems.append(refusedAnchor(line, key))
            return ConfigurationNode(line: line, content: .empty)
        }
        switch node {
        case .scalar(let scalar):
            let tag = scalar.tag.rawValue
            if !tag.isEmpty, tag != "!", !tag.hasPrefix("tag:yaml.org,2002:") {
                problems.append(
                    Problem(
                        line: line,
                        key: key,
                        what: "the tag \(Quoted.text(tag)) is not supported",
                        expected: "the value itself"
                    )
                )
            }
            let isEmpty = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            return ConfigurationNode(line: line, content: isEmpty ? .empty : .text(scalar.string))
        case .sequence(let sequence):
            let items = sequence.map { convert($0, key: key, depth: depth + 1, &problems) }
            return ConfigurationNode(line: line, content: .list(items))
        case .mapping(let mapping):
            return ConfigurationNode(
                line: line,
                content: .map(entries(of: mapping, in: key, depth: depth, &problems))
            )
        case .alias:
            problems.append(refusedAnchor(line, key))
            return ConfigurationNode(line: line, content: .empty)
        }
    }

    private static func entries(
        of mapping: Node.Mapping,
        in path: String,
        depth: Int,
        _ problems: inout [Problem]
    ) -> [ConfigurationNode.Entry] {
        var entries: [ConfigurationNode.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            let line = keyNode.mark?.line ?? 1
            guard case .scalar(let scalar) = keyNode, keyNode.anchor == nil else {
                problems.append(
                    Problem(line: line, key: path, what: "a key is not a simple name", expected: "KEY: VALUE")
                )
                continue
            }
            var key = scalar.string
            if key.first == mark { key.removeFirst() }
            let keyPath = path.isEmpty ? key : "\(path).\(key)"
            if let first = lines[key] {
                problems.append(
                    Problem(
                        line: line,
                        key: Quoted.key(keyPath),
                        what: "the key stands in line \(first) already",
                        expected: "each key once"
                    )
                )
                continue
            }
            lines[key] = line
            let value = convert(valueNode, key: Quoted.key(keyPath), depth: depth + 1, &problems)
            entries.append(ConfigurationNode.Entry(key: key, line: line, value: value))
        }
        return entries
    }
}
