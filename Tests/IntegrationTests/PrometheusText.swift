import FraiseModel

/// Text exposition format 0.0.4, read strictly.
struct PrometheusText {
    /// Values by name and labels as written.
    private(set) var samples: [String: Double] = [:]
    /// What a strict reader complains about.
    private(set) var problems: [String] = []

    init(_ text: String) throws {
        var types: [Substring: Substring] = [:]
        var helps: Set<Substring> = []
        var finished: Set<Substring> = []
        var current: Substring = ""
        if text.last != "\n" { problems.append("no line end at the end") }
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# ") {
                let words = line.split(separator: " ", maxSplits: 3)
                guard words.count == 4 else {
                    problems.append("comment: \(line)")
                    continue
                }
                if words[2] != current {
                    if !finished.insert(words[2]).inserted {
                        problems.append("family in two places: \(words[2])")
                    }
                    current = words[2]
                }
                switch words[1] {
                case "HELP": if !helps.insert(words[2]).inserted { problems.append("two HELP: \(line)") }
                case "TYPE":
                    if types.updateValue(words[3], forKey: words[2]) != nil {
                        problems.append("two TYPE: \(line)")
                    }
                    let known: Set<Substring> = ["counter", "gauge", "summary", "histogram", "untyped"]
                    if !known.contains(words[3]) { problems.append("type: \(line)") }
                default: problems.append("comment: \(line)")
                }
                continue
            }
            let pattern =
                /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)$/
            guard let match = try pattern.wholeMatch(in: line), let value = Double(match.3) else {
                problems.append("sample: \(line)")
                continue
            }
            let suffixes = types[current] == "summary" ? ["", "_sum", "_count"] : [""]
            if !suffixes.contains(where: { match.1 == current + $0 }) {
                problems.append("outside its family: \(line)")
            }
            if types[current] == nil { problems.append("no TYPE: \(line)") }
            if types[current] == "counter", !match.1.hasSuffix("_total") {
                problems.append("counter: \(line)")
            }
            let name = String(match.1) + (match.2.map(String.init) ?? "")
            if samples.updateValue(value, forKey: name) != nil { problems.append("twice: \(name)") }
        }
        if samples.isEmpty { problems.append("no samples") }
    }
}
