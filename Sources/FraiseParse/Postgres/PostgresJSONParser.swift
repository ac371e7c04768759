public import FraiseModel

/// Reads a log in the server's `jsonlog` format (PostgreSQL 15 and later, "Using JSON-Format Log Output").
public final class PostgresJSONParser: LineParser {
    private let table: SessionTable
    private var clock: LogTimestampReader
    private let scratch = GrowingText(capacity: 4096)
    /// Records read, and lines that were none.
    public private(set) var matchedLines: Int64 = 0
    public private(set) var unmatchedLines: Int64 = 0

    /// A parser of one file.
    public init(encoder: RecordEncoder, source: String, settings: PostgresLogSettings) {
        table = SessionTable(encoder: encoder, source: source, keepsLiterals: settings.keepsLiterals)
        clock = LogTimestampReader(zone: settings.zone)
    }

    /// What stands in the way of reading the file, and what to write; nil when nothing does.
    public var problem: String? {
        if let zone = clock.foreignZone {
            return
                "times carry \"\(zone)\", which is not read without its time zone; set timezone to log_timezone"
        }
        return unmatchedLines > matchedLines ? "the lines are no jsonlog; set format to the log's" : nil
    }

    public func restore(_ held: [HeldRecord]) { table.restore(held) }

    public func finish(into batch: RecordBatch, progress: inout ParseProgress) -> Bool {
        progress.removeAll()
        let isComplete = table.finishAll(into: batch, &progress)
        table.report(&progress)
        return isComplete
    }

    public func parse(
        _ lines: UnsafeRawBufferPointer,
        at offset: Int64,
        into batch: RecordBatch,
        progress: inout ParseProgress
    ) {
        progress.removeAll()
        let block = UnsafeBufferPointer(
            start: lines.baseAddress?.assumingMemoryBound(to: UInt8.self),
            count: lines.count
        )
        if offset == 0, block.starts(with: [0xef, 0xbb, 0xbf]) {
            progress.consumed = 3
            progress.ledger.skippedBytes += 3
        }
        while progress.consumed < block.count {
            let line = LogLine(block, at: progress.consumed)
            guard take(line, at: offset + Int64(line.start), into: batch, &progress) else { break }
            progress.consumed += line.length
            progress.ledger.lines += 1
        }
        table.report(&progress)
    }

    private func take(
        _ line: LogLine,
        at offset: Int64,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    ) -> Bool {
        if line.text.isEmpty {
            progress.ledger.skippedBytes += Int64(line.length)
            return true
        }
        let event = table.makeEvent()
        event.offset = offset
        event.bytes = Int64(line.length)
        event.lines = 1
        if let reason = read(line, event) {
            if reason == .notJSON || reason == .invalidJSON { unmatchedLines += 1 }
            table.reject(event, reason, &progress)
            table.recycle(event)
            return true
        }
        let session = table.session(XXH64.hash(UnsafeRawBufferPointer(event.value(.sessionID))))
        table.hold(event, bytes: event.bytes, &progress)
        guard table.advance(to: event.timestamp, line: session, into: batch, &progress),
            table.deliver(event, of: session, into: batch, &progress)
        else {
            table.hold(event, bytes: -event.bytes, &progress)
            table.recycle(event)
            return false
        }
        matchedLines += 1
        return true
    }

    /// Why the line is no record; nil when the entry is filled.
    private func read(_ line: LogLine, _ event: PostgresEvent) -> RejectReason? {
        guard line.isUTF8 else { return .invalidUTF8 }
        guard line.text[0] == UInt8(ascii: "{") else { return .notJSON }
        var hasTime = false
        var reader = FlatJSONReader(line.text)
        // The severity and code stand before the message in what the server writes; the shape of a message
        // depends on them.
        let isObject = reader.read(scratch) { key, value in
            switch value {
            case .plain(let text): number(key, text, event)
            case .text(let text):
                if LogSeverity.isSame(key, "timestamp") {
                    if let time = clock.read(text) {
                        event.timestamp = time
                        hasTime = true
                    }
                } else {
                    self.text(key, text, event)
                }
            }
        }
        guard isObject else { return .invalidJSON }
        return hasTime ? nil : .noTimestamp
    }

    private func number(
        _ key: UnsafeBufferPointer<UInt8>,
        _ text: UnsafeBufferPointer<UInt8>,
        _ event: PostgresEvent
    ) {
        if LogSeverity.isSame(key, "pid") {
            if text.count <= 10, text.allSatisfy({ SQLLexer.isDigit($0) }) {
                event.pid = text.reduce(0) { $0 * 10 + Int64($1 - 48) }
            }
        } else if let header = PostgresJSONParser.header(key) {
            event.set(header, text)
        }
    }

    private func text(
        _ key: UnsafeBufferPointer<UInt8>,
        _ text: UnsafeBufferPointer<UInt8>,
        _ event: PostgresEvent
    ) {
        if text.isEmpty { return }
        if let section = PostgresJSONParser.section(key) {
            event.feed(whole: text, as: section)
        } else if LogSeverity.isSame(key, "error_severity") {
            event.severity = LogSeverity(text)
            if event.severity == .unknown { event.set(.severity, text) }
        } else if let header = PostgresJSONParser.header(key) {
            event.set(header, text)
        }
    }

    private static func section(_ key: UnsafeBufferPointer<UInt8>) -> PostgresEvent.Section? {
        switch key.count {
        case 4: LogSeverity.isSame(key, "hint") ? .hint : nil
        case 6: LogSeverity.isSame(key, "detail") ? .detail : nil
        case 7:
            LogSeverity.isSame(key, "message")
                ? .message : LogSeverity.isSame(key, "context") ? .context : nil
        case 9:
            LogSeverity.isSame(key, "statement")
                ? .statement : LogSeverity.isSame(key, "backtrace") ? .backtrace : nil
        case 14: LogSeverity.isSame(key, "internal_query") ? .internalQuery : nil
        default: nil
        }
    }

    private static let names: [(StaticString, PostgresEvent.Header)] = [
        ("user", .user), ("dbname", .database), ("remote_host", .host), ("session_id", .sessionID),
        ("line_num", .lineNumber), ("ps", .commandTag), ("session_start", .sessionStart),
        ("vxid", .virtualTransaction), ("txid", .transaction), ("state_code", .sqlState),
        ("internal_position", .internalPosition), ("cursor_position", .cursorPosition),
        ("func_name", .functionName),
        ("file_name", .fileName), ("file_line_num", .fileLine), ("application_name", .application),
        ("backend_type", .backendType), ("leader_pid", .leaderPID), ("query_id", .queryID),
    ]

    private static func header(_ key: UnsafeBufferPointer<UInt8>) -> PostgresEvent.Header? {
        for (name, header) in names where LogSeverity.isSame(key, name) { return header }
        return nil
    }
}
