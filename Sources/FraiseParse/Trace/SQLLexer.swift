/// Splits SQL into tokens by PostgreSQL's lexical rules (SQL Syntax, section 4.1), as far as literals, comments
/// and identifiers need it. Never fails.
///
/// The text may come in pieces, cut at line ends: what spans lines (strings, dollar quotes, quoted identifiers,
/// block comments) is carried over. `standard_conforming_strings` is taken to be on.
struct SQLLexer: Hashable {
    enum Kind: UInt8 {
        case blank, lineComment, blockComment, word, number, parameter, string, quotedIdentifier, symbol
    }

    /// What the next byte lies in.
    enum Mode: UInt8 {
        case plain, string, escapeString, identifier, dollar, blockComment
    }

    /// A token, or the part of one that lies in this piece.
    struct Token {
        var kind: Kind
        var start: Int
        var end: Int
        /// False when an earlier piece began it.
        var begins = true
        /// False when a later piece ends it, or nothing does.
        var ends = true
    }

    private(set) var mode = Mode.plain
    /// Nesting of block comments.
    private(set) var depth = 0
    /// Of the open dollar quote, without its dollars.
    private(set) var tag: [UInt8] = []

    init() {}

    /// A lexer in a state that was saved.
    init(mode: Mode, depth: Int, tag: [UInt8]) {
        self.mode = mode
        self.depth = depth
        self.tag = tag
    }

    /// The token at `start`, which lies before the end of `text`.
    mutating func next(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Token {
        switch mode {
        case .plain: break
        case .string, .escapeString: return string(text, from: start, at: start, begins: false)
        case .identifier: return identifier(text, from: start, at: start, begins: false)
        case .dollar: return dollar(text, from: start, at: start, begins: false)
        case .blockComment: return blockComment(text, from: start, at: start, begins: false)
        }
        let byte = text[start]
        if SQLLexer.isWordStart(byte) { return word(text, at: start) }
        if SQLLexer.isDigit(byte) { return number(text, at: start) }
        switch byte {
        case 32, 9...13:
            var end = start + 1
            while end < text.count, SQLLexer.isBlank(text[end]) { end += 1 }
            return Token(kind: .blank, start: start, end: end)
        case UInt8(ascii: "'"):
            mode = .string
            return string(text, from: start, at: start + 1, begins: true)
        case UInt8(ascii: "\""):
            mode = .identifier
            return identifier(text, from: start, at: start + 1, begins: true)
        case UInt8(ascii: "$"):
            return dollarSign(text, at: start)
        case UInt8(ascii: "-") where SQLLexer.byte(text, start + 1) == UInt8(ascii: "-"):
            var end = start + 2
            while end < text.count, text[end] != 10 { end += 1 }
            return Token(kind: .lineComment, start: start, end: end)
        case UInt8(ascii: "/") where SQLLexer.byte(text, start + 1) == UInt8(ascii: "*"):
            mode = .blockComment
            depth = 1
            return blockComment(text, from: start, at: start + 2, begins: true)
        case UInt8(ascii: ".") where SQLLexer.isDigit(SQLLexer.byte(text, start + 1)):
            return number(text, at: start)
        default:
            return Token(kind: .symbol, start: start, end: start + 1)
        }
    }

    private mutating func word(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Token {
        var end = start + 1
        while end < text.count, SQLLexer.isWordPart(text[end]) { end += 1 }
        if end == start + 1, end < text.count {
            let letter = text[start] | 0x20
            if text[end] == UInt8(ascii: "'"), "ebxn".utf8.contains(letter) {
                mode = letter == UInt8(ascii: "e") ? .escapeString : .string
                return string(text, from: start, at: end + 1, begins: true)
            }
            if letter == UInt8(ascii: "u"), text[end] == UInt8(ascii: "&"),
                SQLLexer.byte(text, end + 1) == UInt8(ascii: "'")
            {
                mode = .string
                return string(text, from: start, at: end + 2, begins: true)
            }
        }
        return Token(kind: .word, start: start, end: end)
    }

    private func number(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Token {
        var end = start + 1
        while end < text.count {
            let byte = text[end]
            let isExponentSign =
                (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"))
                && text[end - 1] | 0x20 == UInt8(ascii: "e")
                && SQLLexer.isDigit(SQLLexer.byte(text, end + 1))
                && SQLLexer.byte(text, start + 1) | 0x20 != 120
            guard
                SQLLexer.isWordPart(byte) && byte != UInt8(ascii: "$") || byte == UInt8(ascii: ".")
                    || isExponentSign
            else { break }
            end += 1
        }
        return Token(kind: .number, start: start, end: end)
    }

    private mutating func dollarSign(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Token {
        var end = start + 1
        if SQLLexer.isDigit(SQLLexer.byte(text, end)) {
            while end < text.count, SQLLexer.isDigit(text[end]) { end += 1 }
            return Token(kind: .parameter, start: start, end: end)
        }
        while end < text.count, SQLLexer.isWordPart(text[end]), text[end] != UInt8(ascii: "$") { end += 1 }
        guard SQLLexer.byte(text, end) == UInt8(ascii: "$") else {
            return Token(kind: .symbol, start: start, end: start + 1)
        }
        mode = .dollar
        tag = Array(text[(start + 1)..<end])
        return dollar(text, from: start, at: end + 1, begins: true)
    }

    private mutating func string(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        at first: Int,
        begins: Bool
    ) -> Token {
        var index = first
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "'") {
                if SQLLexer.byte(text, index + 1) != UInt8(ascii: "'") {
                    mode = .plain
                    return Token(kind: .string, start: start, end: index + 1, begins: begins)
                }
                index += 2
            } else {
                index += byte == UInt8(ascii: "\\") && mode == .escapeString ? 2 : 1
            }
        }
        return Token(kind: .string, start: start, end: text.count, begins: begins, ends: false)
    }

    private mutating func identifier(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        at first: Int,
        begins: Bool
    ) -> Token {
        var index = first
        while index < text.count {
            if text[index] == UInt8(ascii: "\"") {
                if SQLLexer.byte(text, index + 1) != UInt8(ascii: "\"") {
                    mode = .plain
                    return Token(kind: .quotedIdentifier, start: start, end: index + 1, begins: begins)
                }
                index += 1
            }
            index += 1
        }
        return Token(kind: .quotedIdentifier, start: start, end: text.count, begins: begins, ends: false)
    }

    private mutating func dollar(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        at first: Int,
        begins: Bool
    ) -> Token {
        var index = first
        let sign = UInt8(ascii: "$")
        while index < text.count {
            if text[index] == sign, SQLLexer.byte(text, index + tag.count + 1) == sign,
                text[(index + 1)..<(index + 1 + tag.count)].elementsEqual(tag)
            {
                mode = .plain
                let end = index + tag.count + 2
                tag.removeAll(keepingCapacity: true)
                return Token(kind: .string, start: start, end: end, begins: begins)
            }
            index += 1
        }
        return Token(kind: .string, start: start, end: text.count, begins: begins, ends: false)
    }

    private mutating func blockComment(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        at first: Int,
        begins: Bool
    ) -> Token {
        var index = first
        while index < text.count {
            if text[index] == UInt8(ascii: "*"), SQLLexer.byte(text, index + 1) == UInt8(ascii: "/") {
                index += 2
                depth -= 1
                if depth == 0 {
                    mode = .plain
                    return Token(kind: .blockComment, start: start, end: index, begins: begins)
                }
            } else if text[index] == UInt8(ascii: "/"), SQLLexer.byte(text, index + 1) == UInt8(ascii: "*") {
                index += 2
                depth += 1
            } else {
                index += 1
            }
        }
        return Token(kind: .blockComment, start: start, end: text.count, begins: begins, ends: false)
    }

    /// The byte at `index`, or 0 behind the end.
    @inline(__always)
    private static func byte(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt8 {
        index < text.count ? text[index] : 0
    }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
    @inline(__always)
    static func isWordStart(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= 97 && byte | 0x20 <= 122) || byte == 95 || byte >= 0x80
    }
    @inline(__always)
    static func isWordPart(_ byte: UInt8) -> Bool {
        isWordStart(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
    }
}
