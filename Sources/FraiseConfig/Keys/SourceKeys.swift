/// The keys of one entry of `sources`.
enum SourceKeys {
    typealias Key = KeyDefinition<SourceConfiguration>

    static let all: [Key] = common + operations + postgresql

    /// The keys of a source of that type.
    static func keys(of kind: SourceConfiguration.Kind) -> [Key] {
        switch kind {
        case .operations: common + operations
        case .postgresql: common + postgresql
        }
    }

    /// The only type of sources that has a key; nil for keys that all have and for keys outside of sources.
    static func kind(of path: String, prefix: String?) -> SourceConfiguration.Kind? {
        guard prefix != nil else { return nil }
        if operations.contains(where: { $0.path == path }) { return .operations }
        return postgresql.contains { $0.path == path } ? .postgresql : nil
    }

    static let common: [Key] = [
        .value(
            "name",
            \.name,
            .sourceName,
            "required",
            "Name in records and answers; each source has its own."
        ),
        .value(
            "type",
            \.kind,
            .word,
            "required",
            "A JSONL operation log, or a PostgreSQL server's log."
        ),
        .list(
            "paths",
            \.paths,
            .pattern,
            "required",
            "Which files, also .gz ones; rotated files are followed."
        ),
        .list("exclude", \.exclude, .pattern, "[]", "Which of them are left out."),
        .value(
            "start",
            \.start,
            .word,
            "beginning",
            "Where files begin that are there when the source is first seen; later files are read whole."
        ),
        .value(
            "expect_every",
            \.expectEvery,
            ScalarType.duration(.seconds(1) ... .days(365)).or("off"),
            "off",
            "A source that is silent for longer than this duration is degraded; off: it never is."
        ),
    ]

    static let operations: [Key] = [
        .value(
            "timestamp",
            \.timestamp,
            .word,
            "required",
            "previous: a line without a timestamp takes the last one of its file, else it is a reject."
        ),
        KeyDefinition(
            path: "fields",
            type: "map of field to input name",
            defaultText: "{}",
            summary: "Input names before the usual ones, with ns, us, ms or s where it is a time: "
                + "{duration: \"took:ns\"}.",
            apply: { FieldMappingReader.read($1, into: &$0.fields) },
            show: { source in
                "{"
                    + source.fields.map { "\($0.field): \(YAMLScalar.quoted($0.text))" }.joined(
                        separator: ", "
                    )
                    + "}"
            }
        ),
    ]

    static let postgresql: [Key] = [
        .value("format", \.format, .word, "auto", "The server's log format; auto looks at the file."),
        .value(
            "log_line_prefix",
            \.logLinePrefix,
            ScalarType.logLinePrefix.or("auto"),
            "auto",
            "The server's log_line_prefix, \"%m [%p] \"; auto finds it."
        ),
        .value(
            "timezone",
            \.timeZone,
            ScalarType.timeZone.or("auto"),
            "auto",
            "Zone of timestamps without an offset, such as Europe/Berlin; auto finds it."
        ),
        .value(
            "literals",
            \.literals,
            .word,
            "redact",
            "What becomes of literals in statements, DETAIL keys, bind values and plans."
        ),
    ]
}
