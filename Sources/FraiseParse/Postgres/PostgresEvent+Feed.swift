internal import FraiseModel

extension PostgresEvent {
    /// Begins a section; its text follows by `feed` and `feedLineBreak`.
    func open(_ next: Section) {
        section = next
        isFirstPiece = true
        switch next {
        case .message: redactor = MessageRedactor(style: .message)
        case .detail: redactor = MessageRedactor(style: .detail)
        case .hint, .context, .backtrace, .location: redactor = MessageRedactor(style: .message)
        case .none, .statement, .internalQuery: break
        }
        if let target = plainTarget, !target.isEmpty { target.append(10) }
    }

    /// Takes text of the open section: one line of it, without its end.
    ///
    /// - Parameter codeMayLead: the message may begin with its SQLSTATE (`log_error_verbosity = verbose`).
    func feed(_ piece: UnsafeBufferPointer<UInt8>, codeMayLead: Bool = false) {
        if isFull { return }
        guard size + piece.count <= PostgresEvent.textLimit else {
            isFull = true
            isIncomplete = true
            return
        }
        var piece = piece
        if isFirstPiece {
            isFirstPiece = false
            if section == .message {
                if codeMayLead { piece = takeCode(piece) }
                piece = classify(piece)
            }
        }
        if isStatementOpen {
            sql.feed(piece)
            if keepsLiterals { verbatim.append(piece) }
        } else if section == .internalQuery {
            internalSQL.feed(piece)
            if keepsLiterals { internalVerbatim.append(piece) }
        } else if section == .location {
            if !has(.location) { set(.location, piece) }
        } else if let target = plainTarget {
            if keepsLiterals { target.append(piece) } else { redactor.feed(piece, into: target) }
        }
    }

    /// Takes a text that holds its line ends itself.
    func feed(whole text: UnsafeBufferPointer<UInt8>, as next: Section) {
        open(next)
        feed(lines: text)
    }

    /// Takes text that may hold line ends.
    func feed(lines text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while true {
            var end = start
            while end < text.count, text[end] != 10 { end += 1 }
            feed(UnsafeBufferPointer(rebasing: text[start..<end]))
            if end == text.count { return }
            feedLineBreak()
            start = end + 1
        }
    }

    /// A line break inside the open section.
    func feedLineBreak() {
        if isFull { return }
        if isStatementOpen {
            sql.feedLineBreak()
            if keepsLiterals { verbatim.append(10) }
        } else if section == .internalQuery {
            internalSQL.feedLineBreak()
            if keepsLiterals { internalVerbatim.append(10) }
        } else if let target = plainTarget, keepsLiterals || redactor.open == .nothing {
            target.append(10)
        }
    }

    /// What follows in the open section is SQL of the session.
    private var isStatementOpen: Bool {
        switch section {
        case .statement: true
        case .message:
            switch shape {
            case .statement, .timedStatement, .timedParse, .timedBind: true
            case .text, .bareDuration, .timedFastpath, .plan: false
            }
        default: false
        }
    }

    private var plainTarget: GrowingText? {
        switch section {
        case .message: message
        case .detail: detail
        case .hint: hint
        case .context: context
        case .backtrace: backtrace
        case .none, .internalQuery, .statement, .location: nil
        }
    }

    /// `42P01: ` in front of a message.
    private func takeCode(_ piece: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard piece.count >= 7, piece[5] == UInt8(ascii: ":"), piece[6] == 32,
            piece[..<5].allSatisfy({ SQLLexer.isDigit($0) || ($0 >= 65 && $0 <= 90) })
        else { return piece }
        if !has(.sqlState) { set(.sqlState, UnsafeBufferPointer(rebasing: piece[..<5])) }
        return UnsafeBufferPointer(rebasing: piece[7...])
    }

    /// Recognises durations and statements, and returns what is left of the first line: SQL, or the text.
    private func classify(_ piece: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard severity == .log || severity == .unknown else { return piece }
        if PostgresEvent.begins(piece, "duration: ") { return classifyDuration(piece) }
        if PostgresEvent.begins(piece, "statement: ") {
            shape = .statement
            return UnsafeBufferPointer(rebasing: piece[11...])
        }
        if PostgresEvent.begins(piece, "execute "), let rest = name(piece, from: 8) {
            shape = .statement
            return rest
        }
        if PostgresEvent.begins(piece, "disconnection: ") { isDisconnection = true }
        return piece
    }

    private func classifyDuration(_ piece: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var index = 10
        var value: Int64 = 0
        var scale: Int64 = 1_000_000
        var isFraction = false
        while index < piece.count {
            let byte = piece[index]
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if SQLLexer.isDigit(byte), value < 1 << 53 {
                if isFraction {
                    scale /= 10
                    value += Int64(byte - 48) * scale
                } else {
                    value = value * 10 + Int64(byte - 48) * 1_000_000
                }
            } else {
                break
            }
            index += 1
        }
        let rest = UnsafeBufferPointer(rebasing: piece[index...])
        guard index > 10, PostgresEvent.begins(rest, " ms") else { return piece }
        if value < SketchBucket.limit { duration = value } else { isDurationOutOfRange = true }
        if rest.count == 3 {
            shape = .bareDuration
            return UnsafeBufferPointer(rebasing: rest[3...])
        }
        guard PostgresEvent.begins(rest, " ms  ") else {
            duration = nil
            return piece
        }
        let what = UnsafeBufferPointer(rebasing: rest[5...])
        if PostgresEvent.begins(what, "statement: ") {
            shape = .timedStatement
            return UnsafeBufferPointer(rebasing: what[11...])
        }
        if PostgresEvent.begins(what, "execute "), let sql = name(what, from: 8) {
            shape = .timedStatement
            return sql
        }
        if PostgresEvent.begins(what, "parse "), let sql = name(what, from: 6) {
            shape = .timedParse
            return sql
        }
        if PostgresEvent.begins(what, "bind "), let sql = name(what, from: 5) {
            shape = .timedBind
            return sql
        }
        if PostgresEvent.begins(what, "plan:") {
            shape = .plan
            redactor = MessageRedactor(style: .plan)
            return UnsafeBufferPointer(rebasing: what[5...])
        }
        shape = .timedFastpath
        return what
    }

    /// The SQL behind `NAME: `, remembering the name of a prepared statement.
    private func name(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> UnsafeBufferPointer<UInt8>? {
        var first = start
        let fetch = UnsafeBufferPointer(rebasing: text[start...])
        if PostgresEvent.begins(fetch, "fetch from ") { first += 11 }
        var end = first
        while end + 1 < text.count, !(text[end] == UInt8(ascii: ":") && text[end + 1] == 32) { end += 1 }
        guard end + 1 < text.count, end > first else { return nil }
        let name = UnsafeBufferPointer(rebasing: text[first..<end])
        if !PostgresEvent.begins(name, "<unnamed>") { set(.prepared, name) }
        return UnsafeBufferPointer(rebasing: text[(end + 2)...])
    }

    @inline(__always)
    static func begins(_ text: UnsafeBufferPointer<UInt8>, _ start: StaticString) -> Bool {
        guard text.count >= start.utf8CodeUnitCount else { return false }
        for index in 0..<start.utf8CodeUnitCount where text[index] != start.utf8Start[index] { return false }
        return true
    }
}
