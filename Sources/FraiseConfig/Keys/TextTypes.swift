extension ScalarType where Value == String {
    /// A text that a check finds nothing wrong with. The check gets no text with control characters.
    static func checked(
        _ name: String,
        example: String,
        expected: String,
        limit: Int = 4095,
        _ problem: @escaping @Sendable (String) -> String?
    ) -> ScalarType {
        ScalarType(
            name: name,
            expected: expected,
            example: example,
            parse: { text throws(ValueProblem) in
                if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
                    throw ValueProblem(
                        "\(Quoted.text(text)) contains a control character",
                        expected: expected
                    )
                }
                if text.utf8.count > limit {
                    throw ValueProblem(
                        "\(text.utf8.count) bytes are too long",
                        expected: "at most \(limit) bytes"
                    )
                }
                if let what = problem(text) { throw ValueProblem(what, expected: expected) }
                return text
            },
            show: { YAMLScalar.text($0) }
        )
    }

    /// A name of a file or directory.
    static func path(
        _ name: String,
        limit: Int = 4095,
        _ further: @escaping @Sendable (String) -> String? = { _ in nil }
    ) -> ScalarType {
        checked(
            name,
            example: "/var/lib/fraiseqld",
            expected: "an absolute path, or one relative to the working directory",
            limit: limit
        ) { text in
            if text.isEmpty { return "the path is empty" }
            if text.hasPrefix("~") { return "~ is not expanded" }
            return further(text)
        }
    }

    /// A pattern of file names.
    static var pattern: ScalarType {
        checked(
            "pattern",
            example: "/var/log/app/*.jsonl",
            expected:
                "a path of files, absolute or relative to the working directory, with * ? [ ] as in a shell"
        ) { text in
            if text.isEmpty { return "the pattern is empty" }
            if text.hasPrefix("~") { return "~ is not expanded" }
            if text.hasSuffix("/") { return "\(Quoted.text(text)) names a directory and no files" }
            return nil
        }
    }

    /// A dotted path of a member of the input.
    static func member(refusing names: Set<String>) -> ScalarType {
        checked("field path", example: "variables.password", expected: "names joined by points", limit: 255) {
            text in
            if text.split(separator: ".", omittingEmptySubsequences: false).contains(where: \.isEmpty) {
                return "\(Quoted.text(text)) has an empty name"
            }
            if names.contains(text) { return "records cannot be without \(Quoted.text(text))" }
            return nil
        }
    }

    /// The name of a machine.
    static var hostName: ScalarType {
        checked("text", example: "web-1", expected: "a name of 1 to 255 bytes", limit: 255) {
            $0.isEmpty ? "the name is empty" : nil
        }
    }

    /// The name of a source.
    static var sourceName: ScalarType {
        let expected = "a name of letters, digits, . _ and -, that begins with a letter or digit"
        return checked("name", example: "app", expected: expected, limit: 63) { text in
            if text.isEmpty { return "the name is empty" }
            if text == "fraiseqld" { return "the name fraiseqld is the agent's own" }
            let isSafe =
                text.unicodeScalars.allSatisfy(isNameCharacter)
                && text.first.map { !"._-".contains($0) } ?? false
            return isSafe ? nil : "\(Quoted.text(text)) is no name"
        }
    }

    private static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || scalar.value >= 48 && scalar.value <= 57
                || "._-".unicodeScalars.contains(scalar))
    }

    /// A group of the machine, by name or number.
    static var group: ScalarType {
        checked("group", example: "fraiseql", expected: "the name or number of a group", limit: 32) { text in
            text.unicodeScalars.allSatisfy(isNameCharacter) && text.first != "-"
                ? nil : "\(Quoted.text(text)) is no group"
        }
    }

    /// A schema that needs no quotes.
    static var schema: ScalarType {
        let expected = "a name of a–z, 0–9 and _ that begins with a letter, not pg_… or information_schema"
        return checked("schema name", example: "fraiseql_monitor", expected: expected, limit: 63) { text in
            let isPlain = text.utf8.allSatisfy { $0 >= 97 && $0 <= 122 || $0 >= 48 && $0 <= 57 || $0 == 95 }
            let first = text.utf8.first ?? 48
            let isReserved = text.hasPrefix("pg_") || text == "information_schema"
            return isPlain && (first >= 97 || first == 95) && !isReserved
                ? nil : "\(Quoted.text(text)) cannot be used"
        }
    }

    /// `log_line_prefix`, without `auto`.
    static var logLinePrefix: ScalarType {
        ScalarType(
            name: "text",
            expected: LogLinePrefix.expected,
            example: "\"%m [%p] \"",
            parse: { text throws(ValueProblem) in
                if let problem = LogLinePrefix.problem(text) { throw problem }
                return text
            },
            show: { YAMLScalar.quoted($0) }
        )
    }

    /// A zone of the time zone database, without `auto`.
    static var timeZone: ScalarType {
        checked(
            "IANA time zone",
            example: "Europe/Berlin",
            expected:
                "a name of the time zone database, such as Europe/Berlin or UTC (tzdata must be installed)"
        ) { TimeZoneName.isKnown($0) ? nil : "\(Quoted.text($0)) is not known on this machine" }
    }
}
