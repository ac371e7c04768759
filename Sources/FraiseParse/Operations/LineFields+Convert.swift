internal import FraiseModel

extension LineFields {
    /// Makes a member the value of a field, if it can be.
    @inline(__always)
    func convert(
        _ member: UnsafeMutablePointer<JSONMember>,
        _ entry: UnsafeMutablePointer<NameTable.Entry>,
        _ field: InputField
    ) -> Taken {
        let isDebugText = entry.pointee.isDebugText
        switch field {
        case .timestamp: return timestamp(member)
        case .kind: return kind(member)
        case .eventType: return text(member, isDebugText, &fields.pointee.eventType)
        case .operationName: return text(member, isDebugText, &fields.pointee.operationName)
        case .duration: return duration(member, isDebugText, entry.pointee.unit)
        case .status: return status(member, isDebugText)
        case .severity: return severity(member, isDebugText)
        case .traceID: return traceID(member)
        case .traceParent: return traceParent(member)
        case .spanID: return span(member, &fields.pointee.spanID)
        case .parentSpanID: return span(member, &fields.pointee.parentSpanID)
        case .traceFlags: return flags(member)
        case .otherTraceID: return text(member, isDebugText, &fields.pointee.otherTraceID)
        case .requestID: return text(member, isDebugText, &fields.pointee.requestID)
        case .userID: return text(member, isDebugText, &fields.pointee.userID)
        case .tenantID: return text(member, isDebugText, &fields.pointee.tenantID)
        case .ipAddress: return text(member, isDebugText, &fields.pointee.ipAddress)
        case .resource: return text(member, isDebugText, &fields.pointee.resource)
        case .error: return error(member, isDebugText)
        case .errorCode: return text(member, isDebugText, &fields.pointee.errorCode)
        case .errorCount: return count(member, &fields.pointee.errorCount)
        case .rowsAffected: return count(member, &fields.pointee.rowsAffected)
        case .fieldCount: return count(member, &fields.pointee.fieldCount)
        case .responseBytes: return count(member, &fields.pointee.responseBytes)
        case .statement: return text(member, isDebugText, &fields.pointee.statement)
        case .fingerprint: return text(member, isDebugText, &fields.pointee.fingerprint)
        case .queryID: return text(member, isDebugText, &fields.pointee.queryID)
        case .database: return text(member, isDebugText, &fields.pointee.database)
        case .databaseUser: return text(member, isDebugText, &fields.pointee.databaseUser)
        case .applicationName: return text(member, isDebugText, &fields.pointee.applicationName)
        case .pid: return count(member, &fields.pointee.pid)
        case .totalConnections: return count(member, &fields.pointee.totalConnections)
        case .activeConnections: return count(member, &fields.pointee.activeConnections)
        case .idleConnections: return count(member, &fields.pointee.idleConnections)
        case .waitingRequests: return count(member, &fields.pointee.waitingRequests)
        case .averageWait: return wait(member, entry.pointee.unit, &fields.pointee.averageWait)
        case .maximumWait: return wait(member, entry.pointee.unit, &fields.pointee.maximumWait)
        case .cacheName: return text(member, isDebugText, &fields.pointee.cacheName)
        case .memoryBytes: return count(member, &fields.pointee.memoryBytes)
        case .entries: return count(member, &fields.pointee.entries)
        case .httpStatus: return httpStatus(member, isDebugText)
        case .errors:
            if isNotEmpty(member) { fields.pointee.hasErrors = true }
            return .read
        case .resultData:
            fields.pointee.hasResultData = member.pointee.kind != .null
            return .read
        case .attributes, .none: return .unusable
        }
    }

    private func text(
        _ member: UnsafeMutablePointer<JSONMember>,
        _ isDebugText: Bool,
        _ target: inout FieldText
    ) -> Taken {
        switch member.pointee.kind {
        case .string:
            let found = isDebugText ? unwrapped(member.pointee.text) : member.pointee.text
            guard found.count > 0 else { return .absent }
            target = found
            return .value
        case .number:
            target = number(member)
            return .value
        case .null: return .absent
        default: return .unusable
        }
    }

    /// A number's text, or a string's without its escapes.
    @inline(__always)
    private func plain(_ member: UnsafeMutablePointer<JSONMember>, _ isDebugText: Bool) -> FieldText? {
        switch member.pointee.kind {
        case .number: return number(member)
        case .string:
            let inside = member.pointee.text
            guard isDebugText else {
                return member.pointee.hasEscapes
                    ? decoded(inside) : FieldText(start: member.pointee.value + 1, count: inside.count)
            }
            let found = unwrapped(inside)
            return found.isEscaped ? decoded(found) : found
        default: return nil
        }
    }

    @inline(__always)
    private func number(_ member: UnsafeMutablePointer<JSONMember>) -> FieldText {
        FieldText(
            start: member.pointee.value,
            count: member.pointee.valueEnd - member.pointee.value,
            isEscaped: true
        )
    }

    /// Plain text of the inside of a string; the same bytes when nothing is escaped.
    @inline(__always)
    func decoded(_ text: FieldText) -> FieldText {
        guard let start = text.start else { return text }
        for index in 0..<text.count where start[index] == UInt8(ascii: "\\") { return decodedSlowly(text) }
        return FieldText(start: start, count: text.count)
    }

    @inline(never)
    private func decodedSlowly(_ text: FieldText) -> FieldText {
        guard let start = text.start else { return text }
        let target = scratch.reserve(text.count + 8)
        let count = JSONText.unescape(start, text.count, to: target) - target
        scratch.take(count + 8)
        return FieldText(start: UnsafePointer(target), count: count)
    }

    @inline(__always)
    private func timestamp(_ member: UnsafeMutablePointer<JSONMember>) -> Taken {
        guard let text = plain(member, false), let start = text.start else {
            return member.pointee.kind == .null ? .absent : .unusable
        }
        switch times.read(start, text.count) {
        case .moment(let moment):
            fields.pointee.timestamp = moment
            return .value
        case .outOfRange:
            isTimeOutOfRange = true
            return .unusable
        case .invalid: return .unusable
        }
    }

    @inline(__always)
    private func duration(
        _ member: UnsafeMutablePointer<JSONMember>,
        _ isDebugText: Bool,
        _ unit: UInt64
    ) -> Taken {
        guard let text = plain(member, isDebugText), let start = text.start else {
            return member.pointee.kind == .null ? .absent : .unusable
        }
        guard text.count > 0 else { return .absent }
        switch DurationText.read(start, text.count, unit: unit) {
        case .nanoseconds(let value):
            fields.pointee.duration = value
            fields.pointee.isDurationOutOfRange = false
            return .value
        case .outOfRange:
            if fields.pointee.duration == nil { fields.pointee.isDurationOutOfRange = true }
            return .unusable
        case .invalid: return .unusable
        }
    }

    private func wait(
        _ member: UnsafeMutablePointer<JSONMember>,
        _ unit: UInt64,
        _ target: inout Double?
    ) -> Taken {
        guard let text = plain(member, true), let start = text.start else {
            return member.pointee.kind == .null ? .absent : .unusable
        }
        guard case .nanoseconds(let value) = DurationText.read(start, text.count, unit: unit) else {
            return .unusable
        }
        target = Double(value) / 1_000_000
        return .value
    }

    /// A count: a whole number that is not negative, as a number or as text.
    private func count(_ member: UnsafeMutablePointer<JSONMember>, _ target: inout Int64?) -> Taken {
        guard let value = whole(member) else { return member.pointee.kind == .null ? .absent : .unusable }
        target = value
        return .value
    }

    @inline(__always)
    private func whole(_ member: UnsafeMutablePointer<JSONMember>) -> Int64? {
        if member.pointee.kind == .number {
            var position = member.pointee.value
            let end = member.pointee.valueEnd
            guard end - position > 18 else {
                var value: Int64 = 0
                while position < end {
                    let digit = position.pointee &- 48
                    guard digit < 10 else { return wholeSlowly(member) }
                    value = value &* 10 &+ Int64(digit)
                    position += 1
                }
                return value
            }
        }
        return wholeSlowly(member)
    }

    @inline(never)
    private func wholeSlowly(_ member: UnsafeMutablePointer<JSONMember>) -> Int64? {
        guard let text = plain(member, true), let start = text.start, text.count > 0 else { return nil }
        var position = start
        guard let number = DecimalText.read(&position, start + text.count), position == start + text.count,
            !number.isNegative || number.isZero, let value = number.whole(isRounded: false),
            value == number.whole(isRounded: true), value <= UInt128(Int64.max)
        else { return nil }
        // A fraction below a half is not seen by rounding.
        if number.exponent < 0, number.whole(shift: 3, isRounded: false) != value * 1000 { return nil }
        return Int64(truncatingIfNeeded: value)
    }

    @inline(__always)
    private func kind(_ member: UnsafeMutablePointer<JSONMember>) -> Taken {
        guard member.pointee.kind == .string else {
            return member.pointee.kind == .null ? .absent : .unusable
        }
        let text = member.pointee.text
        guard let start = text.start, text.count > 0 else { return .absent }
        let found: RecordKind
        switch Words.packed(start, text.count) {
        case Words.graphql: found = .graphql
        case Words.database: found = .database
        case Words.cache: found = .cache
        case Words.pool: found = .pool
        case Words.security: found = .security
        case Words.http: found = .http
        case Words.server: found = .server
        case Words.other: found = .other
        default: return .unusable
        }
        fields.pointee.kind = found
        return .value
    }

    @inline(__always)
    private func status(_ member: UnsafeMutablePointer<JSONMember>, _ isDebugText: Bool) -> Taken {
        switch member.pointee.kind {
        case .string:
            let text = isDebugText ? unwrapped(member.pointee.text) : member.pointee.text
            if let word = StatusRules.status(ofWord: text) {
                fields.pointee.status = word
                return .value
            }
            readHTTPStatus(member, isDebugText)
            return text.count == 0 ? .absent : .unusable
        case .yes, .no:
            fields.pointee.status = member.pointee.kind == .yes ? .success : .error
            return .value
        case .number:
            readHTTPStatus(member, isDebugText)
            return .unusable
        case .null: return .absent
        case .object, .array: return .unusable
        }
    }

    /// A `status` of digits is HTTP's when no name of its own says otherwise.
    private func readHTTPStatus(_ member: UnsafeMutablePointer<JSONMember>, _ isDebugText: Bool) {
        if fields.pointee.httpStatus == nil { _ = httpStatus(member, isDebugText) }
    }

    private func httpStatus(_ member: UnsafeMutablePointer<JSONMember>, _ isDebugText: Bool) -> Taken {
        guard let value = whole(member), (100...599).contains(value) else { return .unusable }
        fields.pointee.httpStatus = Int(value)
        return .read
    }

    @inline(__always)
    private func severity(_ member: UnsafeMutablePointer<JSONMember>, _ isDebugText: Bool) -> Taken {
        if member.pointee.kind == .number {
            guard let level = whole(member).flatMap(Words.severity(ofNumber:)) else { return .unusable }
            fields.pointee.severityLevel = level
            fields.pointee.severity = FieldText()
            return .read
        }
        let taken = text(member, isDebugText, &fields.pointee.severity)
        if taken == .value { fields.pointee.severityLevel = Words.severity(fields.pointee.severity) }
        return taken
    }

    @inline(__always)
    private func error(_ member: UnsafeMutablePointer<JSONMember>, _ isDebugText: Bool) -> Taken {
        switch member.pointee.kind {
        case .yes:
            fields.pointee.error = number(member)
            return .value
        case .number where whole(member) == 0: return .unusable
        default: return text(member, isDebugText, &fields.pointee.error)
        }
    }

    private func isNotEmpty(_ member: UnsafeMutablePointer<JSONMember>) -> Bool {
        switch member.pointee.kind {
        case .array, .object:
            let inside = JSONScanner.skipBlanks(member.pointee.value + 1, member.pointee.valueEnd)
            return inside + 1 < member.pointee.valueEnd
        case .string: return member.pointee.text.count > 0
        case .number: return whole(member) != 0
        case .yes: return true
        case .no, .null: return false
        }
    }
}
