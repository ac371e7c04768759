public import FraiseModel

/// Reads a PostgreSQL log of any format: the configured one, or the one that is found out from the first lines.
public final class PostgresLogParser: LineParser {
    private let encoder: RecordEncoder
    private let source: String
    private let settings: PostgresLogSettings
    private let path: String
    private var held: [HeldRecord] = []
    private var reader: Reader?

    private enum Reader {
        case stderr(PostgresStderrParser)
        case csv(PostgresCSVParser)
        case json(PostgresJSONParser)

        var parser: any LineParser {
            switch self {
            case .stderr(let parser): parser
            case .csv(let parser): parser
            case .json(let parser): parser
            }
        }
    }

    /// A parser of the file at `path`, whose name helps to tell the format.
    public init(encoder: RecordEncoder, source: String, path: String, settings: PostgresLogSettings) {
        self.encoder = encoder
        self.source = source
        self.path = path
        self.settings = settings
        if settings.format != .auto { begin(settings.format) }
    }

    /// What the file is read as, `stderr, log_line_prefix "%m [%p] "`; nil when nothing is known yet.
    public var detected: String? {
        switch reader {
        case .stderr(let parser): parser.prefix.map { "stderr, log_line_prefix \"\($0)\"" } ?? "stderr"
        case .csv: "csvlog"
        case .json: "jsonlog"
        case nil: nil
        }
    }

    /// What stands in the way of reading the file, and what to write; nil when nothing does.
    public var problem: String? {
        switch reader {
        case .stderr(let parser): parser.problem
        case .csv(let parser): parser.problem
        case .json(let parser): parser.problem
        case nil: nil
        }
    }

    public func restore(_ held: [HeldRecord]) {
        if let reader { reader.parser.restore(held) } else { self.held = held }
    }

    public func parse(
        _ lines: UnsafeRawBufferPointer,
        at offset: Int64,
        into batch: RecordBatch,
        progress: inout ParseProgress
    ) {
        if reader == nil {
            let text = UnsafeBufferPointer(
                start: lines.baseAddress?.assumingMemoryBound(to: UInt8.self),
                count: lines.count
            )
            // Nothing recognised is read as stderr, which rejects line by line and says so.
            begin(PostgresFormatDetector.format(path: path, lines: text) ?? .stderr)
        }
        reader?.parser.parse(lines, at: offset, into: batch, progress: &progress)
    }

    public func finish(into batch: RecordBatch, progress: inout ParseProgress) -> Bool {
        if reader == nil, !held.isEmpty {
            let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            begin(PostgresFormatDetector.format(path: path, lines: nothing) ?? .stderr)
        }
        guard let reader else {
            progress.removeAll()
            return true
        }
        return reader.parser.finish(into: batch, progress: &progress)
    }

    private func begin(_ format: PostgresLogSettings.Format) {
        switch format {
        case .auto, .stderr:
            reader = .stderr(PostgresStderrParser(encoder: encoder, source: source, settings: settings))
        case .csvlog: reader = .csv(PostgresCSVParser(encoder: encoder, source: source, settings: settings))
        case .jsonlog:
            reader = .json(PostgresJSONParser(encoder: encoder, source: source, settings: settings))
        }
        if !held.isEmpty { reader?.parser.restore(held) }
        held = []
    }
}
