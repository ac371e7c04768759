internal import FraiseModel

extension PostgresEvent {
    /// What the server says about itself: checkpoints, waits, vacuum, connections and the rest
    /// (PostgreSQL, "Error Reporting and Logging", "What to Log").
    func fillServer(_ fields: inout RecordFields) {
        fields.kind = .server
        fields.status = .success
        fields.eventType = FieldText(serverEvent(&fields))
        attribute("message", takePosition(&fields), &fields)
    }

    private func serverEvent(_ fields: inout RecordFields) -> StaticString {
        let text = message.bytes
        guard severity == .log || severity == .unknown else {
            switch severity {
            case .warning: return "warning"
            case .notice: return "notice"
            case .info: return "info"
            case .debug: return "debug"
            default: return "log"
            }
        }
        switch text.first ?? 0 {
        case UInt8(ascii: "c"):
            if PostgresEvent.begins(text, "connection received:") {
                if !fields.ipAddress.isPresent {
                    fields.ipAddress = word(behind: "host=", allowsBracket: false)
                }
                return "connection"
            }
            if PostgresEvent.begins(text, "connection auth") {
                identify(&fields)
                return "authentication"
            }
            if PostgresEvent.begins(text, "checkpoint") {
                fields.duration = seconds(behind: "total=")
                return "checkpoint"
            }
        case UInt8(ascii: "d"):
            if isDisconnection {
                identify(&fields)
                return "disconnection"
            }
        case UInt8(ascii: "r"):
            if PostgresEvent.begins(text, "replication connection authorized:") {
                identify(&fields)
                return "authentication"
            }
            if PostgresEvent.begins(text, "restartpoint") {
                fields.duration = seconds(behind: "total=")
                return "checkpoint"
            }
        case UInt8(ascii: "t"):
            if PostgresEvent.begins(text, "temporary file:") {
                attribute("size", word(behind: ", size "), isNumber: true, &fields)
                return "temp_file"
            }
        case UInt8(ascii: "a"):
            let isVacuum =
                PostgresEvent.begins(text, "automatic vacuum")
                || PostgresEvent.begins(text, "automatic aggressive vacuum")
            if isVacuum || PostgresEvent.begins(text, "automatic analyze") {
                fields.duration = seconds(behind: "elapsed: ")
                fields.resource = table()
                return isVacuum ? "autovacuum" : "autoanalyze"
            }
        case UInt8(ascii: "p"):
            if PostgresEvent.begins(text, "process "), isLockWait(text) {
                if PostgresEvent.contains(text, " acquired ") {
                    fields.duration = milliseconds(behind: " after ")
                }
                return "lock_wait"
            }
        default: break
        }
        return "log"
    }

    private func isLockWait(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        PostgresEvent.contains(text, " still waiting for ") || PostgresEvent.contains(text, " acquired ")
            || PostgresEvent.contains(text, " detected deadlock ")
            || PostgresEvent.contains(text, " avoided deadlock ")
            || PostgresEvent.contains(text, " failed to acquire ")
    }

    /// User and database of connection messages, where the prefix does not have them.
    private func identify(_ fields: inout RecordFields) {
        if !fields.databaseUser.isPresent { fields.databaseUser = word(behind: " user=") }
        if !fields.database.isPresent { fields.database = word(behind: " database=") }
        if !fields.applicationName.isPresent { fields.applicationName = word(behind: " application_name=") }
        if !fields.ipAddress.isPresent { fields.ipAddress = word(behind: " host=", allowsBracket: false) }
    }

    /// The text from behind `start` to the next blank.
    private func word(behind start: StaticString, allowsBracket: Bool = true) -> FieldText {
        guard let found = PostgresEvent.find(message.bytes, start) else { return FieldText() }
        let first = found + start.utf8CodeUnitCount
        var end = first
        while end < message.count, !SQLLexer.isBlank(message.base[end]) { end += 1 }
        guard end > first, allowsBracket || message.base[first] != UInt8(ascii: "[") else {
            return FieldText()
        }
        return FieldText(start: message.base + first, count: end - first)
    }

    /// `table:` and the quoted name.
    private func table() -> FieldText {
        guard let found = PostgresEvent.find(message.bytes, "\"") else { return FieldText() }
        var end = found + 1
        while end < message.count, end - found < 1000, message.base[end] != UInt8(ascii: "\"") { end += 1 }
        let start = scratch.count
        scratch.append("table:")
        scratch.append(UnsafeBufferPointer(start: message.base + found + 1, count: end - found - 1))
        return FieldText(start: scratch.base + start, count: scratch.count - start)
    }

    private func seconds(behind start: StaticString) -> Int64? {
        guard let value = number(behind: start), value < SketchBucket.limit / 1000 else { return nil }
        return value * 1000
    }

    private func milliseconds(behind start: StaticString) -> Int64? {
        guard let value = number(behind: start), value < SketchBucket.limit else { return nil }
        return value
    }

    /// The decimal number behind `start` in millionths.
    private func number(behind start: StaticString) -> Int64? {
        guard let found = PostgresEvent.find(message.bytes, start) else { return nil }
        var index = found + start.utf8CodeUnitCount
        var value: Int64 = 0
        var scale: Int64 = 1_000_000
        var isFraction = false
        let first = index
        while index < message.count, value < 1 << 43 {
            let byte = message.base[index]
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if SQLLexer.isDigit(byte) {
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
        return index > first ? value : nil
    }
}
