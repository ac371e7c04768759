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
            "operations: a JSONL operation log. postgresql: a server's log."
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
            "Silent for longer is degraded."
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
        .value("format", \.format, .word, "auto", "Log format; auto looks at the file."),
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
            "Zone of timestamps without an offset."
        ),
        .value(
            "literals",
            \.literals,
            .word,
            "redact",
            "Whether literals of statements, DETAIL keys, bind values and plans are kept."
        ),
    ]
}
