/// The inside of JSON strings (RFC 8259, section 7): escaping and its reverse.
enum JSONText {
    /// Most bytes that one byte of plain text takes when escaped.
    static let largestEscape = 6

    private static let digits: StaticString = "0123456789abcdef"

    /// Writes plain UTF-8 escaped and returns the end. Only what must be escaped is: quotation mark, backslash
    /// and U+0000 to U+001F. At most `largestEscape` bytes a byte, and 8 more are touched.
    @inline(__always)
    static func escape(
        _ start: UnsafePointer<UInt8>,
        _ count: Int,
        to begin: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var target = begin
        var index = 0
        while index + 8 <= count {
            let word = UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self)
            UnsafeMutableRawPointer(target).storeBytes(of: word, as: UInt64.self)
            let hits = special(word)
            if hits == 0 {
                target += 8
                index += 8
                continue
            }
            let plain = hits.trailingZeroBitCount >> 3
            target = escape(start[index + plain], to: target + plain)
            index += plain + 1
        }
        while index < count {
            let value = start[index]
            if value < 0x20 || value == UInt8(ascii: "\"") || value == UInt8(ascii: "\\") {
                target = escape(value, to: target)
            } else {
                target.pointee = value
                target += 1
            }
            index += 1
        }
        return target
    }

    /// The high bit of the first byte (and perhaps of later ones) that must be escaped.
    @inline(__always)
    static func special(_ word: UInt64) -> UInt64 {
        let quotes = word ^ 0x2222_2222_2222_2222
        let slashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let found =
            (word &- 0x2020_2020_2020_2020) & ~word | (quotes &- 0x0101_0101_0101_0101) & ~quotes
            | (slashes &- 0x0101_0101_0101_0101) & ~slashes
        return found & 0x8080_8080_8080_8080
    }

    private static func escape(
        _ value: UInt8,
        to target: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        target[0] = UInt8(ascii: "\\")
        switch value {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): target[1] = value
        case 0x08: target[1] = UInt8(ascii: "b")
        case 0x09: target[1] = UInt8(ascii: "t")
        case 0x0A: target[1] = UInt8(ascii: "n")
        case 0x0C: target[1] = UInt8(ascii: "f")
        case 0x0D: target[1] = UInt8(ascii: "r")
        default:
            target[1] = UInt8(ascii: "u")
            target[2] = UInt8(ascii: "0")
            target[3] = UInt8(ascii: "0")
            target[4] = digits.utf8Start[Int(value >> 4)]
            target[5] = digits.utf8Start[Int(value & 15)]
            return target + 6
        }
        return target + 2
    }

    /// Bytes that `escape` makes of a text.
    static func escapedCount(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var total = count
        for index in 0..<count {
            switch start[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x08, 0x09, 0x0A, 0x0C, 0x0D: total += 1
            case 0..<0x20: total += 5
            default: break
            }
        }
        return total
    }

    /// Writes the plain UTF-8 of a valid string's inside, never more bytes than it has, and returns the end.
    /// Surrogates without their other half become U+FFFD: they have no UTF-8.
    static func unescape(
        _ start: UnsafePointer<UInt8>,
        _ count: Int,
        to begin: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var target = begin
        var index = 0
        while index < count {
            let value = start[index]
            guard value == UInt8(ascii: "\\"), index + 1 < count else {
                target.pointee = value
                target += 1
                index += 1
                continue
            }
            let kind = start[index + 1]
            index += 2
            switch kind {
            case UInt8(ascii: "b"): target.pointee = 0x08
            case UInt8(ascii: "t"): target.pointee = 0x09
            case UInt8(ascii: "n"): target.pointee = 0x0A
            case UInt8(ascii: "f"): target.pointee = 0x0C
            case UInt8(ascii: "r"): target.pointee = 0x0D
            case UInt8(ascii: "u"):
                var scalar = codeUnit(start, index, count)
                index += 4
                if scalar & 0xFC00 == 0xD800, index + 6 <= count, start[index] == UInt8(ascii: "\\"),
                    start[index + 1] == UInt8(ascii: "u")
                {
                    let low = codeUnit(start, index + 2, count)
                    if low & 0xFC00 == 0xDC00 {
                        scalar = 0x10000 + (scalar & 0x3FF) << 10 + (low & 0x3FF)
                        index += 6
                    }
                }
                target = write(scalar & 0xFFFF_F800 == 0xD800 ? 0xFFFD : scalar, to: target)
                continue
            default: target.pointee = kind
            }
            target += 1
        }
        return target
    }

    private static func codeUnit(_ start: UnsafePointer<UInt8>, _ index: Int, _ count: Int) -> UInt32 {
        guard index + 4 <= count else { return 0xFFFD }
        var value: UInt32 = 0
        for offset in 0..<4 {
            let digit = start[index + offset]
            value = value << 4 | UInt32(digit < 58 ? digit &- 48 : (digit | 0x20) &- 87) & 15
        }
        return value
    }

    private static func write(
        _ scalar: UInt32,
        to target: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        func part(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: scalar >> shift) & 0x3F }
        if scalar < 0x80 {
            target[0] = UInt8(truncatingIfNeeded: scalar)
            return target + 1
        }
        if scalar < 0x800 {
            target[0] = 0xC0 | UInt8(truncatingIfNeeded: scalar >> 6)
            target[1] = part(0)
            return target + 2
        }
        if scalar < 0x10000 {
            target[0] = 0xE0 | UInt8(truncatingIfNeeded: scalar >> 12)
            target[1] = part(6)
            target[2] = part(0)
            return target + 3
        }
        target[0] = 0xF0 | UInt8(truncatingIfNeeded: scalar >> 18)
        target[1] = part(12)
        target[2] = part(6)
        target[3] = part(0)
        return target + 4
    }

    /// The text of a string's inside, or of plain UTF-8.
    static func string(_ text: FieldText) -> String {
        guard let start = text.start else { return "" }
        guard text.isEscaped else { return String(decoding: text.bytes, as: UTF8.self) }
        return String(unsafeUninitializedCapacity: text.count) { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            return unescape(start, text.count, to: base) - base
        }
    }
}
