internal import FraiseModel

extension PostgresEvent {
    /// Fills in the record of a complete entry. The texts point into the entry.
    func fill(_ fields: inout RecordFields) {
        // Texts point into these two: nothing may move once the first is taken.
        header.reserve(256)
        scratch.removeAll()
        scratch.reserve(64 + min(message.count, 1024))
        fields.removeAll()
        fields.offset = offset
        fields.timestamp = timestamp
        fields.pid = pid
        fields.severityLevel = severity.severity
        fields.duration = duration
        fields.isDurationOutOfRange = isDurationOutOfRange
        fields.database = known(.database)
        fields.databaseUser = known(.user)
        fields.applicationName = known(.application)
        let host = value(.host)
        if host.count > 0, host[0] != UInt8(ascii: "[") { fields.ipAddress = text(.host) }
        if has(.queryID), !LogSeverity.isSame(value(.queryID), "0") { fields.queryID = text(.queryID) }
        if has(.sqlState), !LogSeverity.isSame(value(.sqlState), "00000") {
            fields.errorCode = text(.sqlState)
        }
        fillStatement(&fields)
        fillTrace(&fields)
        switch shape {
        case .bareDuration: fillBareDuration(&fields)
        case .statement, .timedStatement: fillDatabase(&fields)
        case .timedParse: fillDatabase(&fields, as: "parse")
        case .timedBind: fillDatabase(&fields, as: "bind")
        case .timedFastpath:
            fillDatabase(&fields, as: "fastpath")
            attribute("message", message.field, &fields)
        case .plan:
            fields.kind = .server
            fields.eventType = FieldText("plan")
            fields.status = .success
            attribute("plan", message.field, &fields)
        case .text:
            if severity.isError { fillError(&fields) } else { fillServer(&fields) }
        }
        fillAttributes(&fields)
    }

    private func fillStatement(_ fields: inout RecordFields) {
        guard !sql.text.isEmpty else { return }
        fields.statement = keepsLiterals ? verbatim.field : sql.text.field
        let hash = XXH64.hash(UnsafeRawBufferPointer(sql.text.bytes))
        scratch.append("f:")
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: hash >> UInt64(shift)) & 15
            scratch.append(digit < 10 ? digit + 48 : digit + 87)
        }
        fields.fingerprint = FieldText(start: scratch.base, count: 18)
    }

    private func fillTrace(_ fields: inout RecordFields) {
        let parent = sql.trace.parent ?? TraceParent.find(in: value(.application))
        guard let parent else { return }
        fields.traceID = parent.traceID
        fields.parentSpanID = parent.parentID
        fields.traceFlags = parent.flags
    }

    private func fillDatabase(_ fields: inout RecordFields, as type: StaticString? = nil) {
        fields.kind = .database
        fields.status = .success
        if let type {
            fields.eventType = FieldText(type)
        } else {
            fields.eventType = sql.verb.isEmpty ? FieldText("query") : sql.verb.field
        }
        fillOperation(&fields)
    }

    private func fillOperation(_ fields: inout RecordFields) {
        guard !sql.trace.action.isEmpty else { return }
        let length = header.count
        sql.trace.action.withUnsafeBufferPointer { set(.operation, $0) }
        fields.operationName = FieldText(start: header.base + length, count: header.count - length)
    }

    /// The command tag says what it was the duration of, where the log has it.
    private func fillBareDuration(_ fields: inout RecordFields) {
        fields.kind = .database
        fields.status = .success
        let tag = value(.commandTag)
        var length = 0
        while length < tag.count, tag[length] != 32, tag[length] >= 65, tag[length] <= 90 { length += 1 }
        fields.eventType =
            length == 0
            ? FieldText("query")
            : FieldText(start: tag.baseAddress ?? UnsafePointer(header.base), count: length)
    }

    private func fillError(_ fields: inout RecordFields) {
        fields.error = takePosition(&fields)
        fields.status = errorStatus
        if severity == .fatal, isAuthenticationFailure {
            fields.kind = .security
            fields.eventType = FieldText("auth.failure")
            fields.status = .denied
            if !fields.databaseUser.isPresent {
                fields.databaseUser = quoted(behind: "user \"") ?? quoted(behind: "role \"") ?? FieldText()
            }
        } else if LogSeverity.isSame(value(.sqlState), "40P01")
            || LogSeverity.isSame(message.bytes, "deadlock detected")
        {
            fields.kind = .server
            fields.eventType = FieldText("deadlock")
        } else if !sql.text.isEmpty {
            fields.kind = .database
            fields.eventType = sql.verb.isEmpty ? FieldText("query") : sql.verb.field
        } else {
            fields.kind = .server
            fields.eventType = FieldText("error")
        }
        fillOperation(&fields)
    }

    /// The message; the ` at character 15` that stderr logs have behind it becomes the position that it is.
    func takePosition(_ fields: inout RecordFields) -> FieldText {
        var start = message.count
        while start > 0, SQLLexer.isDigit(message.base[start - 1]) { start -= 1 }
        let words: StaticString = " at character "
        let end = start - words.utf8CodeUnitCount
        guard !has(.cursorPosition), start < message.count, end > 0,
            LogSeverity.isSame(
                UnsafeBufferPointer(start: message.base + end, count: words.utf8CodeUnitCount),
                words
            )
        else { return message.field }
        attribute(
            "cursor_position",
            FieldText(start: message.base + start, count: message.count - start),
            isNumber: true,
            &fields
        )
        return FieldText(start: message.base, count: end)
    }

    private var errorStatus: RecordStatus {
        let code = value(.sqlState)
        let text = message.bytes
        if code.count == 5 {
            if LogSeverity.isSame(code, "42501") || PostgresEvent.begins(code, "28") { return .denied }
            if LogSeverity.isSame(code, "57014") {
                return PostgresEvent.contains(text, "user request")
                    || PostgresEvent.contains(text, "autovacuum")
                    ? .error : .timeout
            }
            if LogSeverity.isSame(code, "25P03") || LogSeverity.isSame(code, "25P04")
                || LogSeverity.isSame(code, "57P05")
            {
                return .timeout
            }
        } else if PostgresEvent.begins(text, "permission denied") {
            return .denied
        }
        if PostgresEvent.begins(text, "canceling statement due to"), PostgresEvent.contains(text, "timeout") {
            return .timeout
        }
        if PostgresEvent.begins(text, "terminating connection due to"),
            PostgresEvent.contains(text, "timeout")
        {
            return .timeout
        }
        return .error
    }

    private var isAuthenticationFailure: Bool {
        let code = value(.sqlState)
        if code.count == 5 { return PostgresEvent.begins(code, "28") }
        let text = message.bytes
        return PostgresEvent.contains(text, "authentication failed for user")
            || PostgresEvent.contains(text, "pg_hba.conf")
            || (PostgresEvent.begins(text, "role \"") && PostgresEvent.contains(text, "does not exist"))
            || (PostgresEvent.begins(text, "role \"")
                && PostgresEvent.contains(text, "not permitted to log in"))
    }

    /// A user or database that the server knows; `[unknown]` says that it does not yet.
    private func known(_ field: Header) -> FieldText {
        LogSeverity.isSame(value(field), "[unknown]") ? FieldText() : text(field)
    }

    /// The text between `start` and the next quote in the message.
    private func quoted(behind start: StaticString) -> FieldText? {
        guard let first = PostgresEvent.find(message.bytes, start) else { return nil }
        let from = first + start.utf8CodeUnitCount
        var end = from
        while end < message.count, message.base[end] != UInt8(ascii: "\"") { end += 1 }
        return end > from ? FieldText(start: message.base + from, count: end - from) : nil
    }

    func attribute(
        _ name: StaticString,
        _ value: FieldText,
        isNumber: Bool = false,
        _ fields: inout RecordFields
    ) {
        guard value.count > 0 else { return }
        fields.attributes.append(
            RecordFields.Attribute(
                name: FieldText(name),
                value: value,
                isJSON: isNumber && PostgresEvent.isInteger(value)
            )
        )
    }

    private func fillAttributes(_ fields: inout RecordFields) {
        attribute("prepared", text(.prepared), &fields)
        attribute("detail", detail.field, &fields)
        attribute("hint", hint.field, &fields)
        attribute("context", context.field, &fields)
        attribute("internal_query", keepsLiterals ? internalVerbatim.field : internalSQL.text.field, &fields)
        attribute("internal_position", text(.internalPosition), isNumber: true, &fields)
        attribute("cursor_position", text(.cursorPosition), isNumber: true, &fields)
        attribute("location", text(.location), &fields)
        attribute("backtrace", backtrace.field, &fields)
        attribute("func_name", text(.functionName), &fields)
        attribute("file_name", text(.fileName), &fields)
        attribute("file_line_num", text(.fileLine), isNumber: true, &fields)
        attribute("session_id", text(.sessionID), &fields)
        attribute("line_num", text(.lineNumber), isNumber: true, &fields)
        attribute("ps", text(.commandTag), &fields)
        attribute("session_start", text(.sessionStart), &fields)
        attribute("vxid", text(.virtualTransaction), &fields)
        if !LogSeverity.isSame(value(.transaction), "0") {
            attribute("txid", text(.transaction), isNumber: true, &fields)
        }
        attribute("backend_type", text(.backendType), &fields)
        attribute("leader_pid", text(.leaderPID), isNumber: true, &fields)
        attribute("local_host", text(.localAddress), &fields)
        if severity == .unknown { attribute("severity_word", text(.severity), &fields) }
        if isIncomplete {
            fields.attributes.append(
                RecordFields.Attribute(name: FieldText("incomplete"), value: FieldText("true"), isJSON: true)
            )
        }
    }

    static func isInteger(_ text: FieldText) -> Bool {
        let bytes = text.bytes
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0)
        return !digits.isEmpty && digits.count <= 19 && digits.allSatisfy { SQLLexer.isDigit($0) }
            && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
    }

    static func contains(_ text: UnsafeBufferPointer<UInt8>, _ part: StaticString) -> Bool {
        find(text, part) != nil
    }

    static func find(_ text: UnsafeBufferPointer<UInt8>, _ part: StaticString) -> Int? {
        let count = part.utf8CodeUnitCount
        guard text.count >= count else { return nil }
        let first = part.utf8Start[0]
        for index in 0...(text.count - count) where text[index] == first {
            if begins(UnsafeBufferPointer(rebasing: text[index...]), part) { return index }
        }
        return nil
    }
}

extension FieldText {
    /// A text of the program.
    init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
