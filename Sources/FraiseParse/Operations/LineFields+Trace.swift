internal import FraiseModel

extension LineFields {
    /// Whether a member is a W3C trace-id: 32 hexadecimal digits, not all zero. Upper case is understood: it is a
    /// log's field here, not a header.
    @inline(__always)
    func isTraceID(_ member: UnsafeMutablePointer<JSONMember>) -> Bool {
        member.pointee.kind == .string && member.pointee.text.count == 32
            && readTraceID(member.pointee.value + 1) != nil
    }

    private func readTraceID(_ start: UnsafePointer<UInt8>) -> TraceID? {
        guard let high = HexadecimalText.read(start), let low = HexadecimalText.read(start + 16),
            high | low != 0
        else { return nil }
        return TraceID(high: high, low: low)
    }

    func traceID(_ member: UnsafeMutablePointer<JSONMember>) -> Taken {
        guard let trace = readTraceID(member.pointee.value + 1) else { return .unusable }
        fields.pointee.traceID = trace
        return .value
    }

    func span(_ member: UnsafeMutablePointer<JSONMember>, _ target: inout SpanID?) -> Taken {
        guard member.pointee.kind == .string else {
            return member.pointee.kind == .null ? .absent : .unusable
        }
        let text = member.pointee.text
        guard text.count > 0 else { return .absent }
        guard text.count == 16, let value = HexadecimalText.read(member.pointee.value + 1), value != 0 else {
            return .unusable
        }
        target = SpanID(value)
        return .value
    }

    func flags(_ member: UnsafeMutablePointer<JSONMember>) -> Taken {
        let text = member.pointee.text
        switch member.pointee.kind {
        case .null: return .absent
        case .string where text.count == 2:
            guard let value = Hexadecimal.bytes(String(decoding: text.bytes, as: UTF8.self))?.first else {
                return .unusable
            }
            fields.pointee.traceFlags = value
            return .value
        case .number:
            let digits = UnsafeBufferPointer(
                start: member.pointee.value,
                count: member.pointee.valueEnd - member.pointee.value
            )
            guard let value = UInt8(String(decoding: digits, as: UTF8.self)) else { return .unusable }
            fields.pointee.traceFlags = value
            return .value
        default: return .unusable
        }
    }

    @inline(__always)
    func traceParent(_ member: UnsafeMutablePointer<JSONMember>) -> Taken {
        guard member.pointee.kind == .string else {
            return member.pointee.kind == .null ? .absent : .unusable
        }
        let text = member.pointee.text
        guard text.count > 0 else { return .absent }
        let value = member.pointee.value + 1
        // Version 00 without blanks around it, eight digits at a time.
        if text.count == TraceParent.length, value[0] == UInt8(ascii: "0"), value[1] == UInt8(ascii: "0"),
            value[2] == UInt8(ascii: "-"), value[35] == UInt8(ascii: "-"), value[52] == UInt8(ascii: "-"),
            let high = HexadecimalText.readLowercase(value + 3),
            let low = HexadecimalText.readLowercase(value + 19), high | low != 0,
            let parent = HexadecimalText.readLowercase(value + 36), parent != 0,
            let flags = HexadecimalText.readLowercasePair(value + 53)
        {
            traceParent = TraceParent(
                version: 0,
                traceID: TraceID(high: high, low: low),
                parentID: SpanID(parent),
                flags: flags
            )
            return .value
        }
        guard let parsed = TraceParent.parse(text.bytes) else { return .unusable }
        traceParent = parsed
        return .value
    }
}
