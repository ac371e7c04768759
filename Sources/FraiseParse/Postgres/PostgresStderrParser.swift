public import FraiseModel
internal import FraisePlatform

/// Reads a log in the server's `stderr` format: `log_line_prefix`, severity, message; more lines of a message
/// behind a tab; DETAIL, HINT, QUERY, CONTEXT, STATEMENT and LOCATION with a prefix of their own.
public final class PostgresStderrParser: LineParser {
    private let table: SessionTable
    private let isPrefixGiven: Bool
    private var matcher: PrefixMatcher?
    /// What the last line showed that no prefix in use fitted.
    private var derived: String?
    /// The prefix that the position remembers, so that a restart reads on alike.
    private var reportedPrefix: String?
    private static let prefixSlot: UInt8 = 3
    private var clock: LogTimestampReader
    private var last: PostgresSession?
    private var isFirstCall = true

    /// The prefix that lines are read with; nil while none was found out.
    public var prefix: String? { matcher?.prefix.text ?? derived }
    /// Lines that the prefix fitted, and lines that none did.
    public private(set) var matchedLines: Int64 = 0
    public private(set) var unmatchedLines: Int64 = 0

    /// A parser of one file. Without `settings.prefix` it is found out from the lines, and again where one does
    /// not fit.
    public init(encoder: RecordEncoder, source: String, settings: PostgresLogSettings) {
        table = SessionTable(encoder: encoder, source: source, keepsLiterals: settings.keepsLiterals)
        matcher = settings.prefix.map { PrefixMatcher($0) }
        isPrefixGiven = settings.prefix != nil
        clock = LogTimestampReader(zone: settings.zone)
        if !isPrefixGiven {
            table.restoreOther = { [weak self] record, slot in self?.restorePrefix(record, slot) ?? false }
        }
    }

    /// What stands in the way of reading the file, and what to write; nil when nothing does.
    public var problem: String? {
        if let zone = clock.foreignZone {
            let known =
                clock.zone.map { "the time zone \($0.name) does not use" } ?? "no time zone is known for"
            return "times carry \"\(zone)\", which \(known); set timezone to the server's log_timezone"
        }
        guard unmatchedLines > matchedLines else { return nil }
        if isPrefixGiven {
            return
                "log_line_prefix \"\(prefix ?? "")\" does not fit the lines; set it to the server's (SHOW log_line_prefix)"
        }
        return "no log_line_prefix fits the lines; set log_line_prefix to the server's (SHOW log_line_prefix)"
    }

    public func restore(_ held: [HeldRecord]) { table.restore(held) }

    public func finish(into batch: RecordBatch, progress: inout ParseProgress) -> Bool {
        progress.removeAll()
        let isComplete = table.finishAll(into: batch, &progress)
        last = nil
        table.report(&progress)
        if isComplete, reportedPrefix != nil {
            progress.held.append(
                .remove(session: SessionTable.name(0, slot: PostgresStderrParser.prefixSlot))
            )
            reportedPrefix = nil
        }
        return isComplete
    }

    private func restorePrefix(_ record: HeldRecord, _ slot: UInt8) -> Bool {
        guard slot == PostgresStderrParser.prefixSlot, record.state.first == PostgresEvent.stateVersion,
            let prefix = try? LogLinePrefix(String(decoding: record.state.dropFirst(), as: UTF8.self))
        else { return false }
        matcher = PrefixMatcher(prefix)
        reportedPrefix = prefix.text
        return true
    }

    private func reportPrefix(_ progress: inout ParseProgress) {
        guard !isPrefixGiven, let matcher, matcher.prefix.text != reportedPrefix else { return }
        reportedPrefix = matcher.prefix.text
        let record = HeldRecord(
            session: SessionTable.name(0, slot: PostgresStderrParser.prefixSlot),
            state: [PostgresEvent.stateVersion] + Array(matcher.prefix.text.utf8),
            bytes: 0
        )
        progress.held.append(.put(record))
    }

    public func parse(
        _ lines: UnsafeRawBufferPointer,
        at offset: Int64,
        into batch: RecordBatch,
        progress: inout ParseProgress
    ) {
        progress.removeAll()
        if isFirstCall {
            isFirstCall = false
            last = table.session(endingAt: offset)
        }
        let block = UnsafeBufferPointer(
            start: lines.baseAddress?.assumingMemoryBound(to: UInt8.self),
            count: lines.count
        )
        while progress.consumed < block.count {
            if offset == 0, progress.consumed == 0, skipMark(block, &progress) { continue }
            let line = LogLine(block, at: progress.consumed)
            guard take(line, at: offset + Int64(line.start), into: batch, &progress) else { break }
            progress.consumed += line.length
            progress.ledger.lines += 1
        }
        table.report(&progress)
        reportPrefix(&progress)
    }

    /// A byte-order mark at the start of the file.
    private func skipMark(_ block: UnsafeBufferPointer<UInt8>, _ progress: inout ParseProgress) -> Bool {
        guard block.starts(with: [0xef, 0xbb, 0xbf]) else { return false }
        progress.consumed = 3
        progress.ledger.skippedBytes += 3
        return true
    }

    private func take(
        _ line: LogLine,
        at offset: Int64,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    ) -> Bool {
        let text = line.text
        if text.isEmpty {
            progress.ledger.skippedBytes += Int64(line.length)
            last = nil
            return true
        }
        guard line.isUTF8 else {
            reject(line, at: offset, .invalidUTF8, &progress)
            return true
        }
        if text[0] == 9 {
            guard let session = last, let event = session.current else {
                reject(line, at: offset, .unknownFormat, &progress)
                return true
            }
            event.feedLineBreak()
            event.feed(UnsafeBufferPointer(rebasing: text[1...]))
            table.account(session, event, at: offset, bytes: line.length, &progress)
            return true
        }
        guard let matcher = match(text) else {
            unmatchedLines += 1
            reject(line, at: offset, .unknownFormat, &progress)
            return true
        }
        guard let timestamp = timestamp(matcher, text) else {
            matchedLines += 1
            reject(line, at: offset, .noTimestamp, &progress)
            return true
        }
        let session = table.session(key(matcher, text))
        guard table.advance(to: timestamp, line: session, into: batch, &progress) else { return false }
        let word = UnsafeBufferPointer(
            rebasing: text[matcher.word.start..<matcher.word.start + matcher.word.count]
        )
        let rest = UnsafeBufferPointer(rebasing: text[matcher.textStart...])
        let severity = LogSeverity(word)
        let section = severity == .unknown ? PostgresEvent.Section(word: word) : .none
        if section != .none, let event = session.current {
            event.open(section)
            event.feed(rest)
            table.account(session, event, at: offset, bytes: line.length, &progress)
        } else {
            guard table.finishCurrent(session, into: batch, &progress) else { return false }
            let event = table.makeEvent()
            event.timestamp = timestamp
            event.severity = severity
            event.offset = offset
            fillHeader(event, matcher, text)
            if severity == .unknown { event.set(.severity, word) }
            event.open(section == .none ? .message : section)
            event.feed(rest, codeMayLead: true)
            // A section without its message stands alone where the log was cut.
            if section != .none { event.isIncomplete = true }
            table.begin(event, in: session)
            table.account(session, event, at: offset, bytes: line.length, &progress)
        }
        matchedLines += 1
        last = session
        return true
    }

    /// The configured prefix, or the one that fitted last, another in use, or what this line alone shows.
    private func match(_ text: UnsafeBufferPointer<UInt8>) -> PrefixMatcher? {
        if let matcher, matcher.matches(text) { return matcher }
        guard !isPrefixGiven, text.count >= 10 else { return nil }
        if let found = PrefixDetector.knownMatcher(for: text) {
            matcher = found
            return found
        }
        guard let found = PrefixDetector.derivedMatcher(for: text) else { return nil }
        derived = found.prefix.text
        return found
    }

    private func timestamp(_ matcher: PrefixMatcher, _ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        if let value = matcher.value(.timeMilliseconds, of: text) ?? matcher.value(.time, of: text) {
            return clock.read(value)
        }
        return matcher.value(.epoch, of: text).flatMap { LogTimestampReader.epoch($0) }
    }

    /// The process, or the session's number where the prefix has no process.
    private func key(_ matcher: PrefixMatcher, _ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if let pid = matcher.value(.pid, of: text) {
            return pid.reduce(0) { $0 &* 10 &+ UInt64($1 &- 48) }
        }
        if let session = matcher.value(.sessionID, of: text) {
            return XXH64.hash(UnsafeRawBufferPointer(session))
        }
        return 0
    }

    private func fillHeader(
        _ event: PostgresEvent,
        _ matcher: PrefixMatcher,
        _ text: UnsafeBufferPointer<UInt8>
    ) {
        if let pid = matcher.value(.pid, of: text), pid.count <= 10 {
            event.pid = pid.reduce(0) { $0 * 10 + Int64($1 - 48) }
        }
        for (field, header) in PostgresStderrParser.headers {
            if let value = matcher.value(field, of: text) { event.set(header, value) }
        }
        if let host = matcher.value(.hostAndPort, of: text) {
            let end = host.lastIndex(of: UInt8(ascii: "(")) ?? host.count
            event.set(.host, UnsafeBufferPointer(rebasing: host[..<end]))
        }
    }

    private static let headers: [(LogLinePrefix.Field, PostgresEvent.Header)] = [
        (.user, .user), (.database, .database), (.application, .application), (.host, .host),
        (.backendType, .backendType), (.leaderPID, .leaderPID), (.commandTag, .commandTag),
        (.sqlState, .sqlState),
        (.sessionID, .sessionID), (.lineNumber, .lineNumber), (.sessionStart, .sessionStart),
        (.virtualTransaction, .virtualTransaction), (.transaction, .transaction), (.queryID, .queryID),
        (.localAddress, .localAddress),
    ]

    private func reject(
        _ line: LogLine,
        at offset: Int64,
        _ reason: RejectReason,
        _ progress: inout ParseProgress
    ) {
        last = nil
        progress.ledger.rejectedBytes += Int64(line.length)
        progress.ledger.rejects[Int(reason.rawValue)] += 1
        progress.rejects.append(Reject(reason: reason, offset: offset, length: Int64(line.length)))
    }
}
