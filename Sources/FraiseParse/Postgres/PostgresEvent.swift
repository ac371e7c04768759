internal import FraiseModel

/// One entry of a server's log while it is put together: header fields, and the texts of its message, detail,
/// hint, context, query, statement and location, as they come line by line. Texts are kept in their final form
/// (redacted, statements normalised), so that a held entry has nothing from inside a literal.
///
/// Entries are used again; their buffers keep their room.
final class PostgresEvent {
    /// What a line's prefix or columns say beside the texts.
    enum Header: Int, CaseIterable {
        case user, database, host, application, sqlState, queryID, sessionID, lineNumber, commandTag,
            sessionStart
        case virtualTransaction, transaction, backendType, leaderPID, localAddress, cursorPosition,
            internalPosition
        case functionName, fileName, fileLine, location, severity, prepared, operation
    }

    /// The parts of an entry that have their own line in the stderr format.
    enum Section: UInt8 {
        case none, message, detail, hint, context, internalQuery, statement, location, backtrace
    }

    /// What the message turned out to be.
    enum Shape: UInt8 {
        /// Any text.
        case text
        /// `duration: 1.2 ms` alone: of a statement that was logged before.
        case bareDuration
        /// `statement: …` or `execute …: …` of `log_statement`; its duration may follow.
        case statement
        /// With its duration.
        case timedStatement
        case timedParse
        case timedBind
        case timedFastpath
        /// `duration: 1.2 ms  plan:` of auto_explain.
        case plan
    }

    /// Most bytes of an entry's texts; what is above it is left out and the record marked incomplete.
    static let textLimit = 1 << 20

    var keepsLiterals: Bool
    var timestamp = Timestamp(microseconds: 0)
    var pid: Int64?
    var severity = LogSeverity.unknown
    var shape = Shape.text
    /// Nanoseconds.
    var duration: Int64?
    var isDurationOutOfRange = false
    var isIncomplete = false
    /// Over the bound: nothing more is taken, since what stands between would be missing.
    var isFull = false
    /// The process ends after this entry.
    var isDisconnection = false
    /// Offset of its first line in the file, bytes and lines that it stands for.
    var offset: Int64 = 0
    var bytes: Int64 = 0
    var lines: Int64 = 0
    /// Offset behind its last line.
    var end: Int64 = 0

    let header = GrowingText(capacity: 512)
    var ranges = [(start: Int32, count: Int32)](repeating: (0, 0), count: Header.allCases.count)
    let message = GrowingText(capacity: 512)
    let detail = GrowingText()
    let hint = GrowingText()
    let context = GrowingText()
    let backtrace = GrowingText()
    var sql = SQLNormaliser()
    var internalSQL = SQLNormaliser()
    /// Statements as written, when literals are kept.
    let verbatim = GrowingText()
    let internalVerbatim = GrowingText()

    var section = Section.none
    var isFirstPiece = false
    var redactor = MessageRedactor(style: .message)
    /// For what the record says beyond the log's own text.
    let scratch = GrowingText()

    init(keepsLiterals: Bool) {
        self.keepsLiterals = keepsLiterals
    }

    func removeAll() {
        pid = nil
        severity = .unknown
        shape = .text
        duration = nil
        isDurationOutOfRange = false
        isIncomplete = false
        isFull = false
        isDisconnection = false
        offset = 0
        bytes = 0
        lines = 0
        end = 0
        header.removeAll()
        for index in ranges.indices { ranges[index] = (0, 0) }
        message.removeAll()
        detail.removeAll()
        hint.removeAll()
        context.removeAll()
        backtrace.removeAll()
        sql.removeAll()
        if !internalSQL.text.isEmpty || internalSQL.lexer.mode != .plain { internalSQL.removeAll() }
        verbatim.removeAll()
        internalVerbatim.removeAll()
        section = .none
        isFirstPiece = false
    }

    /// Memory that its texts take.
    var size: Int {
        header.count + message.count + detail.count + hint.count + context.count + backtrace.count
            + sql.text.count
            + internalSQL.text.count + verbatim.count + internalVerbatim.count
    }

    func set(_ field: Header, _ value: UnsafeBufferPointer<UInt8>) {
        ranges[field.rawValue] = (
            Int32(truncatingIfNeeded: header.count), Int32(truncatingIfNeeded: value.count)
        )
        header.append(value)
    }

    func has(_ field: Header) -> Bool { ranges[field.rawValue].count > 0 }

    func value(_ field: Header) -> UnsafeBufferPointer<UInt8> {
        let range = ranges[field.rawValue]
        return UnsafeBufferPointer(start: header.base + Int(range.start), count: Int(range.count))
    }

    func text(_ field: Header) -> FieldText {
        let range = ranges[field.rawValue]
        guard range.count > 0 else { return FieldText() }
        return FieldText(start: header.base + Int(range.start), count: Int(range.count))
    }
}

extension PostgresEvent.Section {
    /// The section that a word of the stderr format begins, in English, German, French or Spanish.
    init(word: UnsafeBufferPointer<UInt8>) {
        func isOne(_ texts: StaticString...) -> Bool { texts.contains { LogSeverity.isSame(word, $0) } }
        switch word.first ?? 0 {
        case UInt8(ascii: "D"): self = isOne("DETAIL", "DÉTAIL", "DETALLE") ? .detail : .none
        case UInt8(ascii: "H"): self = isOne("HINT") ? .hint : .none
        case UInt8(ascii: "T"): self = isOne("TIPP") ? .hint : .none
        case UInt8(ascii: "S"):
            self = isOne("STATEMENT", "SENTENCIA") ? .statement : isOne("SUGERENCIA") ? .hint : .none
        case UInt8(ascii: "C"):
            self =
                isOne("CONTEXT", "CONTEXTE", "CONTEXTO")
                ? .context : isOne("CONSULTA") ? .internalQuery : .none
        case UInt8(ascii: "Z"): self = isOne("ZUSAMMENHANG") ? .context : .none
        case UInt8(ascii: "Q"): self = isOne("QUERY") ? .internalQuery : .none
        case UInt8(ascii: "L"): self = isOne("LOCATION") ? .location : .none
        case UInt8(ascii: "B"): self = isOne("BACKTRACE") ? .backtrace : .none
        case UInt8(ascii: "A"):
            self =
                isOne("ANWEISUNG")
                ? .statement : isOne("ANFRAGE") ? .internalQuery : isOne("ASTUCE") ? .hint : .none
        case UInt8(ascii: "I"): self = isOne("INSTRUCTION") ? .statement : .none
        case UInt8(ascii: "R"): self = isOne("REQUÊTE") ? .internalQuery : .none
        case UInt8(ascii: "E"): self = isOne("EMPLACEMENT") ? .location : .none
        case UInt8(ascii: "O"): self = isOne("ORT") ? .location : .none
        case UInt8(ascii: "U"): self = isOne("UBICACIÓN") ? .location : .none
        default: self = .none
        }
    }
}
