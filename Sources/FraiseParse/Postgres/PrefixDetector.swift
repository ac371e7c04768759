/// Finds out a `log_line_prefix` from a line.
struct PrefixDetector {
    /// Prefixes in use, those that say more before those that say less.
    static let known: [LogLinePrefix] = [
        "%m [%p] %q%u@%d/%a ", "%m [%p] %q[user=%u,db=%d,app=%a] ", "%m [%p] %q%u@%d ", "%m [%p] %u@%d ",
        "%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "%m [%p]: [%l-1] db=%d,user=%u ",
        "%m [%p]: user=%u,db=%d,app=%a,client=%h ", "%m [%p] user=%u,db=%d,app=%a,client=%h ",
        "%m [%p] user=%u,db=%d,host=%h ", "%m [%p] user=%u,db=%d ", "%m [%p]: [%l-1] ", "%m [%p-%l] %q%u@%d ",
        "%m [%p:%l-1:%e:%c] ", "%m %u %d [%p]: ",
        "%t:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:", "%t:%r:%u@%d:[%p]:",
        "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "%t [%p]: [%l-1] user=%u,db=%d ",
        "%t [%p]: user=%u,db=%d,app=%a,client=%h ", "%t [%p]: [%l-1] ", "%t [%p] %q%u@%d ", "%t [%p]: ",
        "%t-%c-", "%m [%p] ", "%t [%p] ", "%m:%r:%u@%d:[%p]:", "%n [%p] ", "%m ", "%t ",
    ].compactMap { try? LogLinePrefix($0) }

    /// A matcher of the first prefix in use that `line` begins with; nil when none fits.
    static func knownMatcher(for line: UnsafeBufferPointer<UInt8>) -> PrefixMatcher? {
        for prefix in known {
            let matcher = PrefixMatcher(prefix)
            if matcher.matches(line), isKnownWord(matcher, line) { return matcher }
        }
        return nil
    }

    /// A matcher for this line alone, of what is recognised in it; nil when it has no time and severity.
    static func derivedMatcher(for line: UnsafeBufferPointer<UInt8>) -> PrefixMatcher? {
        guard let derived = derive(line) else { return nil }
        let matcher = PrefixMatcher(derived)
        return matcher.matches(line) && isKnownWord(matcher, line) ? matcher : nil
    }

    private static func isKnownWord(_ matcher: PrefixMatcher, _ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let word = UnsafeBufferPointer(
            rebasing: line[matcher.word.start..<matcher.word.start + matcher.word.count]
        )
        return LogSeverity(word) != .unknown || PostgresEvent.Section(word: word) != .none
    }

    /// Time first, then numbers in brackets and session numbers by their shape, the rest as unknown text.
    private static func derive(_ line: UnsafeBufferPointer<UInt8>) -> LogLinePrefix? {
        var items: [LogLinePrefix.Item] = []
        var text = ""
        var position = LogTimestampReader.length(line, at: 0)
        guard position > 0 else { return nil }
        items.append(.field(.timeMilliseconds, width: 0))
        text += "%m"
        // The number of the process stands in brackets wherever people put it.
        var open = position
        while open < min(line.count, 256), line[open] != UInt8(ascii: "[") { open += 1 }
        var close = open + 1
        while close < line.count, SQLLexer.isDigit(line[close]) { close += 1 }
        if close > open + 1, close < line.count {
            if open > position {
                items.append(.field(.unknown, width: 0))
                text += "…"
            }
            items.append(.literal([UInt8(ascii: "[")]))
            items.append(.field(.pid, width: 0))
            text += "[%p"
            position = close
        }
        items.append(.field(.unknown, width: 0))
        text += "…"
        return LogLinePrefix(text: text, items: items)
    }
}
