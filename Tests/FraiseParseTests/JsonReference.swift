/// A slow, plain reader of JSON (RFC 8259) to hold the scanner against.
indirect enum JsonReference: Equatable {
    case object([(String, JsonReference)])
    case array([JsonReference])
    case string([UInt16])
    case number(String)
    case word(String)

    static func == (left: JsonReference, right: JsonReference) -> Bool {
        switch (left, right) {
        case (.object(let one), .object(let two)):
            one.count == two.count && zip(one, two).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
        case (.array(let one), .array(let two)): one == two
        case (.string(let one), .string(let two)): one == two
        case (.number(let one), .number(let two)), (.word(let one), .word(let two)): one == two
        default: false
        }
    }

    struct Failure: Error {}

    /// The value of a whole text; throws when it is no JSON or not UTF-8.
    static func read(_ bytes: [UInt8]) throws -> JsonReference {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Failure() }
        var reader = Reader(bytes: bytes)
        reader.blanks()
        let value = try reader.value(depth: 0)
        reader.blanks()
        guard reader.at == bytes.count else { throw Failure() }
        return value
    }

    static func read(_ text: String) throws -> JsonReference { try read(Array(text.utf8)) }

    /// Members by name, the last of a name; nil for anything but an object.
    var members: [String: JsonReference]? {
        guard case .object(let list) = self else { return nil }
        return Dictionary(list, uniquingKeysWith: { $1 })
    }

    var hasUniqueNames: Bool {
        guard case .object(let list) = self else { return false }
        return Set(list.map { Array($0.0.unicodeScalars) }).count == list.count
    }

    var text: String? {
        switch self {
        case .string(let units): String(decoding: units, as: UTF16.self)
        case .number(let text), .word(let text): text
        default: nil
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

        mutating func blanks() {
            while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
        }

        mutating func expect(_ text: String) throws {
            for byte in text.utf8 {
                guard at < bytes.count, bytes[at] == byte else { throw Failure() }
                at += 1
            }
        }

        mutating func value(depth: Int) throws -> JsonReference {
            switch next {
            case UInt8(ascii: "{"):
                guard depth < 128 else { throw Failure() }
                at += 1
                var list: [(String, JsonReference)] = []
                blanks()
                if next == UInt8(ascii: "}") {
                    at += 1
                    return .object([])
                }
                while true {
                    blanks()
                    let name = try string()
                    blanks()
                    try expect(":")
                    blanks()
                    list.append((String(decoding: name, as: UTF16.self), try value(depth: depth + 1)))
                    blanks()
                    if next == UInt8(ascii: "}") {
                        at += 1
                        return .object(list)
                    }
                    try expect(",")
                }
            case UInt8(ascii: "["):
                guard depth < 128 else { throw Failure() }
                at += 1
                var list: [JsonReference] = []
                blanks()
                if next == UInt8(ascii: "]") {
                    at += 1
                    return .array([])
                }
                while true {
                    blanks()
                    list.append(try value(depth: depth + 1))
                    blanks()
                    if next == UInt8(ascii: "]") {
                        at += 1
                        return .array(list)
                    }
                    try expect(",")
                }
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"):
                try expect("true")
                return .word("true")
            case UInt8(ascii: "f"):
                try expect("false")
                return .word("false")
            case UInt8(ascii: "n"):
                try expect("null")
                return .word("null")
            default: return .number(try number())
            }
        }

        mutating func number() throws -> String {
            let start = at
            func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
            if next == UInt8(ascii: "-") { at += 1 }
            if next == UInt8(ascii: "0") {
                at += 1
            } else {
                guard isDigit(next) else { throw Failure() }
                while isDigit(next) { at += 1 }
            }
            if next == UInt8(ascii: ".") {
                at += 1
                guard isDigit(next) else { throw Failure() }
                while isDigit(next) { at += 1 }
            }
            if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
                at += 1
                if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
                guard isDigit(next) else { throw Failure() }
                while isDigit(next) { at += 1 }
            }
            return String(decoding: bytes[start..<at], as: UTF8.self)
        }

        mutating func string() throws -> [UInt16] {
            try expect("\"")
            var units: [UInt16] = []
            while true {
                guard at < bytes.count, next >= 0x20 else { throw Failure() }
                if next == UInt8(ascii: "\"") {
                    at += 1
                    return units
                }
                if next != UInt8(ascii: "\\") {
                    let start = at
                    while at < bytes.count, next >= 0x20, next != UInt8(ascii: "\""),
                        next != UInt8(ascii: "\\")
                    {
                        at += 1
                    }
                    units += Array(String(decoding: bytes[start..<at], as: UTF8.self).utf16)
                    continue
                }
                at += 1
                let plain: [UInt8: UInt16] = [
                    0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
                ]
                if let unit = plain[next] {
                    units.append(unit)
                    at += 1
                    continue
                }
                try expect("u")
                guard at + 4 <= bytes.count,
                    bytes[at..<at + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
                else { throw Failure() }
                units.append(unit)
                at += 4
            }
        }
    }
}
