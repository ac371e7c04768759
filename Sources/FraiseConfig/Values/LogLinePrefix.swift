/// PostgreSQL's `log_line_prefix` (PostgreSQL manual, "Error Reporting and Logging").
enum LogLinePrefix {
    static let escapes = "aubdrhLpPtmnQieclsvxq%"
    static let expected = "auto, or the server's text with the time (%m, %t or %n), for example \"%m [%p] \""

    /// What is wrong with a text; nil when the server could have it and lines have a time.
    static func problem(_ text: String) -> ValueProblem? {
        if text.unicodeScalars.contains(where: { $0 == "\0" || $0 == "\n" || $0 == "\r" }) {
            return ValueProblem("it does not stay on one line", expected: expected)
        }
        var hasTime = false
        var rest = text.unicodeScalars[...]
        while let percent = rest.firstIndex(of: "%") {
            rest = rest[rest.index(after: percent)...]
            var padding = rest.prefix { $0 == "-" || ($0 >= "0" && $0 <= "9") }
            rest = rest[padding.endIndex...]
            if padding.first == "-" { padding = padding.dropFirst() }
            let isPadded = padding.startIndex > text.unicodeScalars.index(after: percent) || !padding.isEmpty
            if isPadded, padding.isEmpty || padding.contains("-") || padding.count > 4 {
                return ValueProblem("a padding behind % is not a number", expected: "for example %-10a")
            }
            guard let escape = rest.first else {
                return ValueProblem("it ends in an unfinished escape", expected: "%% for a percent sign")
            }
            guard escapes.unicodeScalars.contains(escape) else {
                return ValueProblem(
                    "the server has no escape \(Quoted.text("%\(escape)"))",
                    expected: "one of " + escapes.map { "%\($0)" }.joined(separator: " ")
                )
            }
            if escape == "m" || escape == "t" || escape == "n" { hasTime = true }
            rest = rest.dropFirst()
        }
        if !hasTime { return ValueProblem("lines would have no time", expected: expected) }
        return nil
    }
}
