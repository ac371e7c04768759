public import FraiseModel

/// Reads a log in the server's `csvlog` format: 23 columns to PostgreSQL 12, 24 in 13, 26 from 14 on. A record
/// may span lines and blocks.
public final class PostgresCSVParser: LineParser {
    /// Where the columns lie (PostgreSQL, "Using CSV-Format Log Output").
    private enum Column {
        static let time = 0
        static let severity = 11
        static let message = 13
        static let last = 25
    }

    private let table: SessionTable
    private var clock: LogTimestampReader
    /// The record that goes on in the next line, and where in it the line ends.
    private var open: PostgresEvent?
    private var column = 0
    private var isQuoted = false
    /// The value of a header column so far.
    private let value = GrowingText()
    private var flaw: RejectReason?
    private var isOpenReported = false
    /// A record whose last line is taken and that did not fit into the batch.
    private var ready: PostgresEvent?
    /// Records read, and lines that were none.
    public private(set) var matchedLines: Int64 = 0
    public private(set) var unmatchedLines: Int64 = 0
    private static let openSlot: UInt8 = 2

    /// A parser of one file.
    public init(encoder: RecordEncoder, source: String, settings: PostgresLogSettings) {
        table = SessionTable(encoder: encoder, source: source, keepsLiterals: settings.keepsLiterals)
        clock = LogTimestampReader(zone: settings.zone)
        table.restoreOther = { [weak self] record, slot in self?.restoreOpen(record, slot) ?? false }
    }

    /// What stands in the way of reading the file, and what to write; nil when nothing does.
    public var problem: String? {
        if let zone = clock.foreignZone {
            return
                "times carry \"\(zone)\", which is not read without its time zone; set timezone to log_timezone"
        }
        return unmatchedLines > matchedLines ? "the lines are no csvlog; set format to the log's" : nil
    }

    public func restore(_ held: [HeldRecord]) { table.restore(held) }

    public func finish(into batch: RecordBatch, progress: inout ParseProgress) -> Bool {
        progress.removeAll()
        defer { report(&progress) }
        guard writeReady(into: batch, &progress) else { return false }
        if let event = open {
            release(event, .invalidCSV, &progress)
            open = nil
        }
        return table.finishAll(into: batch, &progress)
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
        while progress.consumed < block.count, writeReady(into: batch, &progress) {
            let line = LogLine(block, at: progress.consumed)
            guard take(line, at: offset + Int64(line.start), into: batch, &progress) else { break }
            progress.consumed += line.length
            progress.ledger.lines += 1
        }
        report(&progress)
    }

    private func take(
        _ line: LogLine,
        at offset: Int64,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    ) -> Bool {
        if open == nil, line.text.isEmpty {
            progress.ledger.skippedBytes += Int64(line.length)
            return true
        }
        // A line that may end a record is taken only when the record will fit, so that it need not be undone.
        let bound = 6 * ((open?.size ?? 0) + line.length) + 16_384
        if batch.entries.count >= RecordEncoder.sampledOutLimit
            || (batch.byteCount > 0 && batch.byteCount + bound > RecordBatch.limit)
        {
            return false
        }
        if let event = open, isQuoted, PostgresCSVParser.beginsRecord(line.text) {
            // The quote was never closed: the record before is damaged, this one is not.
            release(event, .invalidCSV, &progress)
            unmatchedLines += 1
            open = nil
        }
        let event: PostgresEvent
        if let open {
            event = open
        } else {
            event = table.makeEvent()
            event.offset = offset
            column = 0
            isQuoted = false
            flaw = nil
            value.removeAll()
            open = event
        }
        event.bytes += Int64(line.length)
        event.lines += 1
        table.hold(event, bytes: Int64(line.length), &progress)
        if !line.isUTF8 { flaw = flaw ?? .invalidUTF8 }
        read(line.text, event)
        if isQuoted { return true }
        open = nil
        if let flaw {
            if flaw == .invalidCSV { unmatchedLines += 1 }
            release(event, flaw, &progress)
            return true
        }
        matchedLines += 1
        ready = event
        _ = writeReady(into: batch, &progress)
        return true
    }

    /// Reads columns up to the end of the line; leaves `isQuoted` when the record goes on.
    private func read(_ line: UnsafeBufferPointer<UInt8>, _ event: PostgresEvent) {
        var index = 0
        if isQuoted {
            continueQuoted(event)
        }
        while true {
            if !isQuoted {
                if index < line.count, line[index] == UInt8(ascii: "\"") {
                    isQuoted = true
                    index += 1
                    beginText(event)
                } else {
                    var end = index
                    while end < line.count, line[end] != UInt8(ascii: ",") { end += 1 }
                    take(UnsafeBufferPointer(rebasing: line[index..<end]), event)
                    endColumn(event)
                    guard end < line.count else { break }
                    index = end + 1
                    column += 1
                    continue
                }
            }
            guard let end = quoted(line, from: index, event) else { return }
            isQuoted = false
            endColumn(event)
            index = end
            guard index < line.count else { break }
            if line[index] != UInt8(ascii: ",") {
                flaw = flaw ?? .invalidCSV
                break
            }
            index += 1
            column += 1
        }
        if column != 22, column != 23, column != Column.last { flaw = .invalidCSV }
    }

    /// Takes the inside of quotes up to the closing one and returns the place behind it; nil when the line ends
    /// before.
    private func quoted(_ line: UnsafeBufferPointer<UInt8>, from start: Int, _ event: PostgresEvent) -> Int? {
        let quote = UInt8(ascii: "\"")
        piece.removeAll()
        var from = start
        var index = start
        while index < line.count {
            guard line[index] == quote else {
                index += 1
                continue
            }
            if index + 1 < line.count, line[index + 1] == quote {
                piece.append(UnsafeBufferPointer(rebasing: line[from...index]))
                index += 2
                from = index
                continue
            }
            takePiece(line, from, index, event)
            return index + 1
        }
        takePiece(line, from, index, event)
        return nil
    }

    /// For texts with doubled quotes.
    private let piece = GrowingText()

    private func takePiece(_ line: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, _ event: PostgresEvent)
    {
        let rest = UnsafeBufferPointer(rebasing: line[from..<to])
        if piece.isEmpty { return take(rest, event) }
        piece.append(rest)
        take(piece.bytes, event)
    }

    private func beginText(_ event: PostgresEvent) {
        if let section = section { event.open(section) }
    }

    private func continueQuoted(_ event: PostgresEvent) {
        if section != nil { event.feedLineBreak() } else { value.append(10) }
    }

    private func take(_ text: UnsafeBufferPointer<UInt8>, _ event: PostgresEvent) {
        if section != nil {
            if isQuoted {
                event.feed(text)
            } else if !text.isEmpty, let section {
                event.open(section)
                event.feed(text)
            }
        } else if value.count + text.count <= 65_536 {
            value.append(text)
        } else {
            event.isIncomplete = true
        }
    }

    /// The texts of an entry; nil for a header column.
    private var section: PostgresEvent.Section? {
        switch column {
        case 13: .message
        case 14: .detail
        case 15: .hint
        case 16: .internalQuery
        case 18: .context
        case 19: .statement
        default: nil
        }
    }

    private static let headers: [PostgresEvent.Header?] = [
        nil, .user, .database, nil, nil, .sessionID, .lineNumber, .commandTag, .sessionStart,
        .virtualTransaction,
        .transaction, nil, .sqlState, nil, nil, nil, nil, .internalPosition, nil, nil, .cursorPosition,
        .location,
        .application, .backendType, .leaderPID, .queryID,
    ]

    private func endColumn(_ event: PostgresEvent) {
        guard section == nil else { return }
        defer { value.removeAll() }
        switch column {
        case Column.time:
            if let time = clock.read(value.bytes) {
                event.timestamp = time
            } else {
                flaw =
                    flaw ?? (LogTimestampReader.length(value.bytes, at: 0) > 0 ? .noTimestamp : .invalidCSV)
            }
        case 3:
            if !value.isEmpty, value.count <= 10, value.bytes.allSatisfy({ SQLLexer.isDigit($0) }) {
                event.pid = value.bytes.reduce(0) { $0 * 10 + Int64($1 - 48) }
            }
        case 4:
            let end = value.bytes.lastIndex(of: UInt8(ascii: ":")) ?? value.count
            if !value.isEmpty { event.set(.host, UnsafeBufferPointer(rebasing: value.bytes[..<end])) }
        case Column.severity:
            event.severity = LogSeverity(value.bytes)
            if event.severity == .unknown { event.set(.severity, value.bytes) }
        default:
            if column <= Column.last, let header = PostgresCSVParser.headers[column], !value.isEmpty {
                event.set(header, value.bytes)
            }
        }
    }

    /// Whether a line looks like the start of a record whatever quote is open: time, two columns, a process, a
    /// column, a session.
    static func beginsRecord(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = LogTimestampReader.length(line, at: 0)
        guard index > 0, index < line.count, line[index] == UInt8(ascii: ",") else { return false }
        for column in 1...5 {
            index += 1
            let start = index
            if index < line.count, line[index] == UInt8(ascii: "\"") {
                index += 1
                while index < line.count, line[index] != UInt8(ascii: "\"") { index += 1 }
                index += 1
            }
            while index < line.count, line[index] != UInt8(ascii: ",") { index += 1 }
            guard index < line.count else { return false }
            let text = line[start..<index]
            if column == 3, text.isEmpty || !text.allSatisfy({ SQLLexer.isDigit($0) }) { return false }
            if column == 5, !text.contains(UInt8(ascii: ".")) { return false }
        }
        return true
    }

    private func writeReady(into batch: RecordBatch, _ progress: inout ParseProgress) -> Bool {
        guard let event = ready else { return true }
        let session = table.session(XXH64.hash(UnsafeRawBufferPointer(event.value(.sessionID))))
        guard table.advance(to: event.timestamp, line: session, into: batch, &progress),
            table.deliver(event, of: session, into: batch, &progress)
        else { return false }
        ready = nil
        return true
    }

    private func release(_ event: PostgresEvent, _ reason: RejectReason, _ progress: inout ParseProgress) {
        table.hold(event, bytes: -event.bytes, &progress)
        table.reject(event, reason, &progress)
        table.recycle(event)
    }

    // MARK: Held records

    private func report(_ progress: inout ParseProgress) {
        table.report(&progress)
        if let event = open ?? ready {
            let record = table.record(event, key: 0, slot: PostgresCSVParser.openSlot) { writer in
                writer.add(open == nil)
                writer.add(column)
                writer.add(isQuoted)
                writer.add(flaw.map { Int($0.rawValue) } ?? -1)
                writer.add(value)
            }
            progress.held.append(.put(record))
            isOpenReported = true
        } else if isOpenReported {
            progress.held.append(.remove(session: SessionTable.name(0, slot: PostgresCSVParser.openSlot)))
            isOpenReported = false
        }
    }

    private func restoreOpen(_ record: HeldRecord, _ slot: UInt8) -> Bool {
        guard slot == PostgresCSVParser.openSlot else { return false }
        var reader = StateReader(record.state)
        let event = table.makeEvent()
        guard reader.byte() == PostgresEvent.stateVersion, event.restore(from: &reader) else { return false }
        let isReady = reader.flag()
        column = reader.integer()
        isQuoted = reader.flag()
        let reason = reader.integer()
        flaw = reason < 0 ? nil : RejectReason(rawValue: UInt8(truncatingIfNeeded: reason))
        value.removeAll()
        reader.text(into: value)
        guard reader.isComplete, (0...1 << 20).contains(column) else { return false }
        if isReady { ready = event } else { open = event }
        isOpenReported = true
        table.adopt(event)
        return true
    }
}
