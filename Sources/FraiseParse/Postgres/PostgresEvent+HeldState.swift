internal import FraiseModel

extension PostgresEvent {
    /// Version of the encoding of held records.
    static let stateVersion: UInt8 = 1

    /// Writes all that is needed to go on with the entry later.
    func save(to writer: inout StateWriter) {
        writer.add(keepsLiterals)
        writer.add(signed: timestamp.microseconds)
        writer.add(pid != nil)
        writer.add(signed: pid ?? 0)
        writer.add(severity.rawValue)
        writer.add(shape.rawValue)
        writer.add(signed: duration ?? -1)
        writer.add(isDurationOutOfRange)
        writer.add(isIncomplete)
        writer.add(isFull)
        writer.add(isDisconnection)
        writer.add(signed: offset)
        writer.add(signed: bytes)
        writer.add(signed: lines)
        writer.add(signed: end)
        writer.add(UInt8(Header.allCases.count))
        for field in Header.allCases { writer.add(value(field)) }
        for text in [message, detail, hint, context, backtrace, verbatim, internalVerbatim] {
            writer.add(text)
        }
        sql.save(to: &writer)
        internalSQL.save(to: &writer)
        writer.add(section.rawValue)
        writer.add(isFirstPiece)
        writer.add(redactor.style.rawValue)
        writer.add(redactor.open.rawValue)
        writer.add(redactor.isInQueryText)
    }

    /// Takes up a saved entry, which goes on as it was begun, with literals or without; false when it is damaged.
    func restore(from reader: inout StateReader) -> Bool {
        removeAll()
        keepsLiterals = reader.flag()
        timestamp = Timestamp(microseconds: reader.signed())
        let hasPID = reader.flag()
        let number = reader.signed()
        pid = hasPID ? number : nil
        guard let severity = LogSeverity(rawValue: reader.byte()), let shape = Shape(rawValue: reader.byte())
        else {
            return false
        }
        self.severity = severity
        self.shape = shape
        let nanoseconds = reader.signed()
        duration = nanoseconds < 0 ? nil : nanoseconds
        isDurationOutOfRange = reader.flag()
        isIncomplete = reader.flag()
        isFull = reader.flag()
        isDisconnection = reader.flag()
        offset = reader.signed()
        bytes = reader.signed()
        lines = reader.signed()
        end = reader.signed()
        guard Int(reader.byte()) == Header.allCases.count else { return false }
        for field in Header.allCases { reader.text().withUnsafeBufferPointer { set(field, $0) } }
        for text in [message, detail, hint, context, backtrace, verbatim, internalVerbatim] {
            reader.text(into: text)
        }
        guard sql.restore(from: &reader), internalSQL.restore(from: &reader),
            let section = Section(rawValue: reader.byte())
        else { return false }
        self.section = section
        isFirstPiece = reader.flag()
        guard let style = MessageRedactor.Style(rawValue: reader.byte()),
            let open = MessageRedactor.Open(rawValue: reader.byte())
        else { return false }
        redactor = MessageRedactor(style: style, open: open, isInQueryText: reader.flag())
        return !reader.isDamaged
    }
}

extension SQLNormaliser {
    func save(to writer: inout StateWriter) {
        writer.add(lexer.mode.rawValue)
        writer.add(lexer.depth)
        writer.add(lexer.tag)
        trace.save(to: &writer)
        writer.add(text)
        writer.add(verb)
        writer.add(last.rawValue)
        writer.add(search.rawValue)
        writer.add(depth)
        writer.add(literalEnd)
        writer.add(isFolded)
        writer.add(needsBlank)
        writer.add(pendingSemicolons)
    }

    mutating func restore(from reader: inout StateReader) -> Bool {
        guard let mode = SQLLexer.Mode(rawValue: reader.byte()) else { return false }
        let nesting = reader.integer()
        lexer = SQLLexer(mode: mode, depth: nesting, tag: reader.text())
        trace.restore(from: &reader)
        reader.text(into: text)
        reader.text(into: verb)
        guard let last = Last(rawValue: reader.byte()), let search = VerbSearch(rawValue: reader.byte())
        else {
            return false
        }
        self.last = last
        self.search = search
        depth = reader.integer()
        literalEnd = reader.integer()
        isFolded = reader.flag()
        needsBlank = reader.flag()
        pendingSemicolons = reader.integer()
        return !reader.isDamaged && literalEnd <= text.count && pendingSemicolons >= 0
            && pendingSemicolons <= PostgresEvent.textLimit
    }
}

extension StatementTrace {
    func save(to writer: inout StateWriter) {
        for parent in [parent, openParent] {
            writer.add(parent != nil)
            guard let parent else { continue }
            writer.add(parent.version)
            writer.add(parent.traceID.high)
            writer.add(parent.traceID.low)
            writer.add(parent.parentID.value)
            writer.add(parent.flags)
        }
        writer.add(action)
        writer.add(openAction)
        writer.add(isOpenTagged)
    }

    mutating func restore(from reader: inout StateReader) {
        parent = StatementTrace.parent(from: &reader)
        openParent = StatementTrace.parent(from: &reader)
        action = reader.text()
        openAction = reader.text()
        isOpenTagged = reader.flag()
    }

    private static func parent(from reader: inout StateReader) -> TraceParent? {
        guard reader.flag() else { return nil }
        let version = reader.byte()
        let trace = TraceID(high: reader.unsigned(), low: reader.unsigned())
        let span = SpanID(reader.unsigned())
        return TraceParent(version: version, traceID: trace, parentID: span, flags: reader.byte())
    }
}
