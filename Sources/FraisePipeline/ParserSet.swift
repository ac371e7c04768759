internal import FraiseConfig
internal import FraiseModel
internal import FraiseParse
internal import FraisePlatform

/// A parser for each file that is read, made when its first block comes. One thread uses it.
final class ParserSet {
    let encoder: RecordEncoder
    private let sources: [String: SourceConfiguration]
    private let redact: [String]
    /// Held records of files as the archive's state has them at start.
    private var held: [Int64: [HeldRecord]]
    private let zones = TimeZoneDatabase()
    private let zoneVariable = ProcessEnvironment.variables["TZ"]
    private var parsers: [Int64: any LineParser] = [:]
    private var postgres: [Int64: (path: String, parser: PostgresLogParser)] = [:]

    init(
        encoder: RecordEncoder,
        sources: [SourceConfiguration],
        redact: [String],
        held: [Int64: [HeldRecord]]
    ) {
        self.encoder = encoder
        self.sources = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
        self.redact = redact
        self.held = held
    }

    /// Whether an earlier run left something held of the file that no parser has taken up yet.
    func holds(_ file: Int64) -> Bool { held[file] != nil }

    func existing(_ file: Int64) -> (any LineParser)? { parsers[file] }

    func remove(_ file: Int64) {
        parsers[file] = nil
        postgres[file] = nil
    }

    /// The parser of a file; `position` is asked when it has to be made.
    func parser(of file: Int64, position: () -> FilePosition?) -> any LineParser {
        if let parser = parsers[file] { return parser }
        let parser = make(position(), file)
        if let records = held.removeValue(forKey: file) { parser.restore(records) }
        parsers[file] = parser
        return parser
    }

    private func make(_ position: FilePosition?, _ file: Int64) -> any LineParser {
        let name = position?.source ?? ""
        let path = position?.path ?? ""
        guard let source = sources[name], source.kind == .postgresql else {
            var settings = OperationsSettings(source: name)
            if let source = sources[name] {
                settings.timestamp = source.timestamp == .required ? .required : .previous
                settings.fields = source.fields.map {
                    OperationsSettings.InputName(field: $0.field, input: $0.input, unit: $0.unit?.nanoseconds)
                }
            }
            settings.redact = redact
            return OperationsParser(settings: settings, encoder: encoder)
        }
        var settings = PostgresLogSettings()
        settings.format = PostgresLogSettings.Format(rawValue: source.format.rawValue) ?? .auto
        settings.prefix = source.logLinePrefix.flatMap { try? LogLinePrefix($0) }
        // `auto`: the machine's own zone; what it cannot give a meaning is reported by the parser.
        settings.zone =
            source.timeZone.map { try? zones.rules(named: $0) }
            ?? (try? zones.machineRules(variable: zoneVariable))
        settings.keepsLiterals = source.literals == .keep
        let parser = PostgresLogParser(encoder: encoder, source: name, path: path, settings: settings)
        postgres[file] = (path, parser)
        return parser
    }

    /// What stands in the way of reading files as their format, by path.
    var problems: [String: String] {
        var problems: [String: String] = [:]
        for (path, parser) in postgres.values {
            if let problem = parser.problem { problems[path] = problem }
        }
        return problems
    }
}
