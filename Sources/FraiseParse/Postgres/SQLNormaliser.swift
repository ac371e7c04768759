import FraiseModel

/// Brings a statement into the form that is shown and counted by: every literal a `?`, comments and line breaks
/// gone, blanks single, no semicolon at the end. A list of literals in parentheses becomes `?, ...`. Parameters
/// (`$1`) and letters stay as written. Text from inside a literal never comes out, also when the statement breaks
/// off within one.
///
/// On the way it finds the main verb and what the comments say. The text may come in lines.
struct SQLNormaliser {
    /// The token before, as far as spacing and signs depend on it.
    enum Last: UInt8 {
        case start, word, literal, comma, open, sign, other
    }

    /// Where the search for the main verb stands.
    enum VerbSearch: UInt8 {
        case first, behindWith, done
    }

    var lexer = SQLLexer()
    var trace = StatementTrace()
    /// The normalised statement so far.
    let text = GrowingText(capacity: 1024)
    /// The main verb in lower case; empty when there is none yet.
    let verb = GrowingText(capacity: 32)
    var last = Last.start
    var search = VerbSearch.first
    /// Open parentheses.
    var depth = 0
    /// Length of `text` behind the last literal, 0 when what follows cannot be its list.
    var literalEnd = 0
    var isFolded = false
    var needsBlank = false
    var pendingSemicolons = 0

    init() {}

    mutating func removeAll() {
        lexer = SQLLexer()
        trace.removeAll()
        text.removeAll()
        verb.removeAll()
        last = .start
        search = .first
        depth = 0
        literalEnd = 0
        isFolded = false
        needsBlank = false
        pendingSemicolons = 0
    }

    /// Takes a piece that ends at a line end, or a whole statement.
    mutating func feed(_ piece: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < piece.count {
            let token = lexer.next(piece, at: position)
            position = token.end
            switch token.kind {
            case .blank, .lineComment: needsBlank = true
            case .blockComment:
                trace.take(piece, token)
                needsBlank = true
            case .word: word(UnsafeBufferPointer(rebasing: piece[token.start..<token.end]))
            case .parameter: copy(piece, token, .other)
            case .quotedIdentifier:
                if token.begins { space() }
                text.append(UnsafeBufferPointer(rebasing: piece[token.start..<token.end]))
                last = .other
                literalEnd = 0
            case .string: if token.begins { literal() }
            case .number: literal()
            case .symbol: symbol(piece, token)
            }
        }
    }

    /// A line break between two pieces.
    mutating func feedLineBreak() {
        switch lexer.mode {
        case .identifier: text.append(10)
        case .plain, .blockComment: needsBlank = true
        case .string, .escapeString, .dollar: break
        }
    }

    private mutating func space() {
        while pendingSemicolons > 0 {
            text.append(UInt8(ascii: ";"))
            pendingSemicolons -= 1
        }
        if needsBlank, !text.isEmpty { text.append(32) }
        needsBlank = false
    }

    private mutating func copy(_ piece: UnsafeBufferPointer<UInt8>, _ token: SQLLexer.Token, _ kind: Last) {
        space()
        text.append(UnsafeBufferPointer(rebasing: piece[token.start..<token.end]))
        last = kind
        literalEnd = 0
    }

    private mutating func word(_ word: UnsafeBufferPointer<UInt8>) {
        space()
        text.append(word)
        last = .word
        literalEnd = 0
        guard search != .done, word.count <= 24 else { return }
        if search == .first {
            if SQLNormaliser.equals(word, "with") {
                search = .behindWith
                depth = 0
                return
            }
        } else if depth > 0 || !SQLNormaliser.isMainVerb(word) {
            return
        }
        for byte in word { verb.append(byte >= 65 && byte <= 90 ? byte | 0x20 : byte) }
        search = .done
    }

    private mutating func literal() {
        if last == .literal { return }
        if last == .comma, literalEnd > 0, depth > 0 {
            text.truncate(literalEnd)
            if !isFolded { text.append(", ...") }
            isFolded = true
            needsBlank = false
        } else {
            space()
            text.append(UInt8(ascii: "?"))
            isFolded = false
        }
        last = .literal
        literalEnd = text.count
    }

    private mutating func symbol(_ piece: UnsafeBufferPointer<UInt8>, _ token: SQLLexer.Token) {
        let byte = piece[token.start]
        switch byte {
        case UInt8(ascii: ";"):
            pendingSemicolons += 1
            return
        case UInt8(ascii: ","):
            space()
            text.append(byte)
            if last != .literal { literalEnd = 0 }
            last = .comma
            return
        case UInt8(ascii: "("):
            depth += 1
            copy(piece, token, .open)
        case UInt8(ascii: ")"):
            depth = max(0, depth - 1)
            copy(piece, token, .other)
        case UInt8(ascii: "-"), UInt8(ascii: "+"):
            // A sign belongs to the number behind it where no operand stands before it.
            let next = token.end < piece.count ? piece[token.end] : 0
            let isSign = SQLLexer.isDigit(next) || next == UInt8(ascii: ".")
            if isSign, last == .comma || last == .open || last == .sign { return }
            copy(piece, token, .sign)
        case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "*"), UInt8(ascii: "/"),
            UInt8(ascii: "%"), UInt8(ascii: "|"):
            copy(piece, token, .sign)
        default:
            copy(piece, token, .other)
        }
    }

    private static func isMainVerb(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        equals(word, "select") || equals(word, "insert") || equals(word, "update") || equals(word, "delete")
            || equals(word, "merge") || equals(word, "values") || equals(word, "table")
    }

    /// Whether `word` is `keyword`, which is in lower case, in any case.
    static func equals(_ word: UnsafeBufferPointer<UInt8>, _ keyword: StaticString) -> Bool {
        guard word.count == keyword.utf8CodeUnitCount else { return false }
        for index in 0..<word.count where word[index] | 0x20 != keyword.utf8Start[index] { return false }
        return true
    }
}
