/// Takes values out of the texts that the server writes around a statement: quoted literals, key values, bind
/// values, filters of plans. Names of tables, columns, roles and the like stay. Works line by line and carries
/// over what is still open, so that nothing from inside a literal comes out.
struct MessageRedactor: Hashable {
    enum Style: UInt8 {
        /// A message, hint or context.
        case message
        /// A detail: also key values and rows.
        case detail
        /// An execution plan.
        case plan
    }

    /// What is being passed over.
    enum Open: UInt8 {
        case nothing, doubleQuote, singleQuote, keyValue
        /// Up to the end of the text.
        case rest
        /// Up to the next process of a deadlock's detail: of its statement the first line is shown.
        case process
    }

    var style: Style
    var open = Open.nothing
    /// In a plan: still in the text of the query.
    var isInQueryText = false

    /// Appends `line` to `target` without its values.
    mutating func feed(_ line: UnsafeBufferPointer<UInt8>, into target: GrowingText) {
        var index = 0
        var numbersToo = false
        if style == .plan {
            if has(line, "(cost=") || has(line, "(actual ") { isInQueryText = false }
            if has(line, "Query Text:") { isInQueryText = true }
            numbersToo =
                isInQueryText || has(line, "Cond") || has(line, "Filter") || has(line, "Output")
                || has(line, "Call") || has(line, "Key")
        } else if style == .detail, open == .nothing || open == .process, let sql = processStatement(line) {
            if open == .process { target.append(10) }
            target.append(UnsafeBufferPointer(rebasing: line[..<sql]))
            var normaliser = SQLNormaliser()
            normaliser.feed(UnsafeBufferPointer(rebasing: line[sql...]))
            target.append(normaliser.text.bytes)
            open = .process
            return
        }
        while index < line.count {
            switch open {
            case .rest: return
            case .process: return
            case .singleQuote: index = skipSingleQuote(line, from: index)
            case .doubleQuote: index = skipDoubleQuote(line, from: index, target)
            case .keyValue: index = skipKeyValue(line, from: index)
            case .nothing: index = plain(line, from: index, numbersToo, target)
            }
        }
        if open == .keyValue { open = .rest }
    }

    private mutating func plain(
        _ line: UnsafeBufferPointer<UInt8>,
        from index: Int,
        _ numbersToo: Bool,
        _ target: GrowingText
    ) -> Int {
        let byte = line[index]
        switch byte {
        case UInt8(ascii: "'"):
            // "can't" and "server's" are words, not literals.
            if style != .plan, index > 0, SQLLexer.isWordStart(line[index - 1]), index + 1 < line.count,
                line[index + 1] == UInt8(ascii: "t") || line[index + 1] == UInt8(ascii: "s"),
                index + 2 == line.count || !SQLLexer.isWordPart(line[index + 2])
            {
                break
            }
            target.append("'***'")
            open = .singleQuote
            return index + 1
        case UInt8(ascii: "\"") where style != .plan:
            target.append(byte)
            if isName(before: index, line) || isKeyword(after: index, line) {
                var end = index + 1
                while end < line.count, line[end] != byte { end += 1 }
                end = min(end + 1, line.count)
                target.append(UnsafeBufferPointer(rebasing: line[(index + 1)..<end]))
                return end
            }
            target.append("***")
            if isValue(before: index, line) {
                target.append(byte)
                open = .rest
                return line.count
            }
            open = .doubleQuote
            return index + 1
        case UInt8(ascii: "(") where style == .detail && isKeyValue(before: index, line):
            target.append("(***)")
            open = line[index - 1] == UInt8(ascii: "=") ? .keyValue : .rest
            return index + 1
        default:
            if numbersToo, SQLLexer.isDigit(byte), index == 0 || !SQLLexer.isWordPart(line[index - 1]) {
                var end = index + 1
                while end < line.count, SQLLexer.isWordPart(line[end]) || line[end] == UInt8(ascii: ".") {
                    end += 1
                }
                target.append(UInt8(ascii: "?"))
                return end
            }
        }
        target.append(byte)
        return index + 1
    }

    private mutating func skipSingleQuote(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < line.count {
            if line[index] == UInt8(ascii: "'") {
                if index + 1 == line.count || line[index + 1] != UInt8(ascii: "'") {
                    open = .nothing
                    return index + 1
                }
                index += 1
            }
            index += 1
        }
        return index
    }

    /// The value may hold quotes itself: it ends at one that punctuation or nothing follows.
    private mutating func skipDoubleQuote(
        _ line: UnsafeBufferPointer<UInt8>,
        from start: Int,
        _ target: GrowingText
    ) -> Int {
        var index = start
        while index < line.count {
            if line[index] == UInt8(ascii: "\""),
                index + 1 == line.count || " ,;.:)".utf8.contains(line[index + 1])
            {
                target.append(UInt8(ascii: "\""))
                open = .nothing
                return index + 1
            }
            index += 1
        }
        return index
    }

    /// The value may hold parentheses itself: it ends at one that the server's own words follow.
    private mutating func skipKeyValue(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < line.count {
            if line[index] == UInt8(ascii: ")") {
                let rest = UnsafeBufferPointer(rebasing: line[(index + 1)...])
                if begins(rest, " already exists") || begins(rest, " is not present")
                    || begins(rest, " is still")
                    || begins(rest, " is duplicated") || begins(rest, " conflicts with")
                    || begins(rest, " is referenced")
                {
                    open = .nothing
                    return index + 1
                }
            }
            index += 1
        }
        return index
    }

    /// Where the statement of `Process 123: UPDATE …` or `prepare: SELECT …` begins.
    private func processStatement(_ line: UnsafeBufferPointer<UInt8>) -> Int? {
        if open == .nothing, begins(line, "prepare: ") { return 9 }
        guard begins(line, "Process ") else { return nil }
        var index = 8
        while index < line.count, SQLLexer.isDigit(line[index]) { index += 1 }
        guard index > 8, index + 2 <= line.count, line[index] == UInt8(ascii: ":"), line[index + 1] == 32
        else {
            return nil
        }
        return index + 2
    }

    private func isKeyValue(before index: Int, _ line: UnsafeBufferPointer<UInt8>) -> Bool {
        if index > 0, line[index - 1] == UInt8(ascii: "=") { return true }
        if index > 1, line[index - 1] == 32, line[index - 2] == UInt8(ascii: "=") { return true }
        return index >= 9 && begins(UnsafeBufferPointer(rebasing: line[(index - 9)...]), "contains ")
    }

    private func isValue(before index: Int, _ line: UnsafeBufferPointer<UInt8>) -> Bool {
        index >= 2 && line[index - 1] == 32 && line[index - 2] == UInt8(ascii: ":")
    }

    private static let nameWords: Set<String> = [
        "relation", "table", "column", "constraint", "index", "database", "role", "user", "function",
        "procedure",
        "schema", "type", "sequence", "view", "operator", "parameter", "extension", "language", "tablespace",
        "trigger", "cursor", "portal", "savepoint", "path", "file", "directory", "publication",
        "subscription",
        "slot", "option", "rule", "policy", "collation", "attribute", "server", "partition", "domain",
        "aggregate",
        "rel", "variable", "host", "socket", "group", "field", "library", "wrapper", "configuration",
        "dictionary",
        "parser", "template", "class", "family", "method", "encoding", "for", "name", "alias", "of", "cast",
        "routine",
        "foreign-data", "statement_name",
    ]

    /// Whether the word before the quote says that a name follows.
    private func isName(before index: Int, _ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard index >= 2, line[index - 1] == 32 else { return false }
        var start = index - 1
        while start > 0, SQLLexer.isWordPart(line[start - 1]) || line[start - 1] == UInt8(ascii: "-") {
            start -= 1
        }
        guard start < index - 1, index - 1 - start <= 16 else { return false }
        return MessageRedactor.nameWords.contains(String(decoding: line[start..<(index - 1)], as: UTF8.self))
    }

    private static let keywords: Set<String> = [
        "select", "from", "where", "group", "order", "by", "and", "or", "not", "in", "is", "null", "insert",
        "into",
        "values", "update", "set", "delete", "join", "on", "limit", "as", "with", "having", "union",
        "returning",
        "table", "create", "drop", "alter", "index", "view", "case", "when", "then", "else", "end", "using",
    ]

    /// Whether what stands in quotes is a keyword or punctuation of SQL.
    private func isKeyword(after index: Int, _ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = index + 1
        while end < line.count, line[end] != UInt8(ascii: "\""), end - index <= 10 { end += 1 }
        guard end < line.count, line[end] == UInt8(ascii: "\""), end > index + 1 else { return false }
        let text = UnsafeBufferPointer(rebasing: line[(index + 1)..<end])
        if text.count == 1 { return "(),;.=<>*/+-[]".utf8.contains(text[0]) }
        return MessageRedactor.keywords.contains(String(decoding: text.map { $0 | 0x20 }, as: UTF8.self))
    }

    private func begins(_ text: UnsafeBufferPointer<UInt8>, _ start: StaticString) -> Bool {
        guard text.count >= start.utf8CodeUnitCount else { return false }
        for index in 0..<start.utf8CodeUnitCount where text[index] != start.utf8Start[index] { return false }
        return true
    }

    private func has(_ line: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
        guard line.count >= text.utf8CodeUnitCount else { return false }
        for index in 0...(line.count - text.utf8CodeUnitCount)
        where begins(UnsafeBufferPointer(rebasing: line[index...]), text) { return true }
        return false
    }
}
