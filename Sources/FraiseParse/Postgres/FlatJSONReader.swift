/// Reads a JSON object of texts, numbers and words (RFC 8259, strictly), as a jsonlog line is. Nested values are
/// damage: the server writes none.
struct FlatJSONReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// A member's value.
    enum Value {
        /// Its content, without escapes; points into the line, or into `scratch`.
        case text(UnsafeBufferPointer<UInt8>)
        /// A number or word as written.
        case plain(UnsafeBufferPointer<UInt8>)
    }

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    /// Calls `body` for each member; false when the text is no such object.
    mutating func read(_ scratch: GrowingText, _ body: (UnsafeBufferPointer<UInt8>, Value) -> Void) -> Bool {
        skipBlanks()
        guard take(UInt8(ascii: "{")) else { return false }
        skipBlanks()
        if take(UInt8(ascii: "}")) { return isAtEnd }
        while true {
            skipBlanks()
            let keyStart = position + 1
            guard let isKeyPlain = skipString(), isKeyPlain else { return false }
            let key = UnsafeBufferPointer(rebasing: text[keyStart..<position - 1])
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { return false }
            skipBlanks()
            let start = position
            if position < text.count, text[position] == UInt8(ascii: "\"") {
                guard let isPlain = skipString() else { return false }
                let inside = UnsafeBufferPointer(rebasing: text[(start + 1)..<position - 1])
                if isPlain {
                    body(key, .text(inside))
                } else {
                    scratch.removeAll()
                    guard FlatJSONReader.unescape(inside, into: scratch) else { return false }
                    body(key, .text(scratch.bytes))
                }
            } else {
                guard skipPlain() else { return false }
                body(key, .plain(UnsafeBufferPointer(rebasing: text[start..<position])))
            }
            skipBlanks()
            if take(UInt8(ascii: ",")) { continue }
            return take(UInt8(ascii: "}")) && isAtEnd
        }
    }

    private var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return position == text.count
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < text.count, text[position] == 32 || text[position] == 9 || text[position] == 13 {
            position += 1
        }
    }

    /// Goes behind a string; nil when it is damaged, true when it has no escapes.
    private mutating func skipString() -> Bool? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var isPlain = true
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return isPlain }
            if byte < 32 { return nil }
            if byte == UInt8(ascii: "\\") {
                isPlain = false
                position += 1
            }
        }
        return nil
    }

    private mutating func skipPlain() -> Bool {
        let start = position
        while position < text.count,
            SQLLexer.isWordPart(text[position]) || "+-.".utf8.contains(text[position])
        {
            position += 1
        }
        let word = UnsafeBufferPointer(rebasing: text[start..<position])
        if LogSeverity.isSame(word, "true") || LogSeverity.isSame(word, "false")
            || LogSeverity.isSame(word, "null")
        {
            return true
        }
        return FlatJSONReader.isNumber(word)
    }

    private static func isNumber(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func digits() -> Bool {
            let start = index
            while index < word.count, SQLLexer.isDigit(word[index]) { index += 1 }
            return index > start
        }
        if index < word.count, word[index] == UInt8(ascii: "-") { index += 1 }
        let first = index
        guard digits(), word[first] != UInt8(ascii: "0") || index == first + 1 else { return false }
        if index < word.count, word[index] == UInt8(ascii: ".") {
            index += 1
            guard digits() else { return false }
        }
        if index < word.count, word[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < word.count, word[index] == UInt8(ascii: "+") || word[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard digits() else { return false }
        }
        return index == word.count
    }

    /// Appends the content of a string; false when an escape is damaged.
    private static func unescape(_ inside: UnsafeBufferPointer<UInt8>, into target: GrowingText) -> Bool {
        var index = 0
        while index < inside.count {
            var end = index
            while end < inside.count, inside[end] != UInt8(ascii: "\\") { end += 1 }
            target.append(UnsafeBufferPointer(rebasing: inside[index..<end]))
            guard end < inside.count else { return true }
            guard end + 1 < inside.count else { return false }
            index = end + 2
            switch inside[end + 1] {
            case UInt8(ascii: "n"): target.append(10)
            case UInt8(ascii: "t"): target.append(9)
            case UInt8(ascii: "r"): target.append(13)
            case UInt8(ascii: "b"): target.append(8)
            case UInt8(ascii: "f"): target.append(12)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): target.append(inside[end + 1])
            case UInt8(ascii: "u"):
                guard let unit = unit(inside, at: index) else { return false }
                index += 4
                var scalar = unit
                if (0xd800..<0xdc00).contains(unit), index + 6 <= inside.count,
                    inside[index] == UInt8(ascii: "\\"),
                    inside[index + 1] == UInt8(ascii: "u"), let low = self.unit(inside, at: index + 2),
                    (0xdc00..<0xe000).contains(low)
                {
                    scalar = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
                    index += 6
                }
                // A lone surrogate stands for no character.
                let character = Unicode.Scalar(scalar) ?? "\u{fffd}"
                for byte in UTF8.encode(character) ?? UTF8.EncodedScalar() { target.append(byte) }
            default: return false
            }
        }
        return true
    }

    private static func unit(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32? {
        guard start + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for byte in text[start..<start + 4] {
            switch byte {
            case 48...57: value = value << 4 | UInt32(byte - 48)
            case 97...102: value = value << 4 | UInt32(byte - 87)
            case 65...70: value = value << 4 | UInt32(byte - 55)
            default: return nil
            }
        }
        return value
    }
}
