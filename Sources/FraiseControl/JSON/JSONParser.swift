public import FraiseModel

/// A strict reader of JSON texts (RFC 8259): UTF-8 only, one value, no trailing bytes, at most 128 levels.
public struct JSONParser {
    /// Deeper nesting is refused, so that hostile input cannot exhaust the stack.
    public static let depthLimit = 128

    private let bytes: [UInt8]
    private var position = 0

    /// Parses a whole text.
    ///
    /// - Throws: `badData` with the offset of the first wrong byte.
    public static func parse(_ bytes: [UInt8]) throws(FraiseError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        if parser.position < bytes.count { throw parser.failure("nothing more is expected") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func failure(_ expectation: String) -> FraiseError {
        FraiseError(.badData, "JSON is wrong at byte \(position): \(expectation)")
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value(depth: Int) throws(FraiseError) -> JSONValue {
        if depth > JSONParser.depthLimit {
            throw failure("nesting is limited to \(JSONParser.depthLimit) levels")
        }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(FraiseError) -> JSONValue {
        let count = text.utf8CodeUnitCount
        let matches = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw failure("a value is expected") }
        position += count
        return value
    }

    private mutating func object(depth: Int) throws(FraiseError) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if next == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a member's name is expected") }
            let name = try string()
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw failure("':' is expected") }
            position += 1
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
            skipSpace()
            defer { position += 1 }
            if next == UInt8(ascii: "}") { return .object(members) }
            guard next == UInt8(ascii: ",") else { throw failure("',' or '}' is expected") }
        }
    }

    private mutating func array(depth: Int) throws(FraiseError) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            defer { position += 1 }
            if next == UInt8(ascii: "]") { return .array(elements) }
            guard next == UInt8(ascii: ",") else { throw failure("',' or ']' is expected") }
        }
    }

    private mutating func string() throws(FraiseError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                guard let result = String(validating: text, as: UTF8.self) else {
                    throw failure("UTF-8 is expected")
                }
                position += 1
                return result
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw failure("a control character must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw failure("'\"' is expected")
    }

    private mutating func escape(into text: inout [UInt8]) throws(FraiseError) {
        position += 1
        guard let byte = next else { throw failure("an escape is expected") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if code & 0xFC00 == 0xD800 {
                guard bytes[position...].starts(with: [0x5C, 0x75]) else {
                    throw failure("a low surrogate is expected")
                }
                position += 2
                let low = try codeUnit()
                guard low & 0xFC00 == 0xDC00 else { throw failure("a low surrogate is expected") }
                code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("a character is expected") }
            text += UTF8.encode(scalar).map(Array.init) ?? []
        default:
            position -= 1
            throw failure("an escape is expected")
        }
    }

    private mutating func codeUnit() throws(FraiseError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("four hexadecimal digits are expected") }
        var code: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch bytes[position] {
            case 48...57: digit = bytes[position] - 48
            case 97...102: digit = bytes[position] - 87
            case 65...70: digit = bytes[position] - 55
            default: throw failure("four hexadecimal digits are expected")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func number() throws(FraiseError) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits() }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, text != "-0", let value = Int64(text) { return .integer(value) }
        return .number(text)
    }

    private mutating func digits() throws(FraiseError) {
        let start = position
        while let byte = next, byte >= 48, byte <= 57 { position += 1 }
        if position == start { throw failure("a value is expected") }
    }
}
