/// Finds the fields of a `log_line_prefix` at the start of a line.
///
/// Fields of free text (names of users, databases, applications, hosts) end where the next literal follows and
/// the rest of the prefix fits up to the severity; of several such places the first counts.
final class PrefixMatcher {
    let prefix: LogLinePrefix
    /// Start and length of each field's value in the last line that matched; a length of −1 is absent.
    private(set) var ranges: [(start: Int, count: Int)]
    /// The severity or section word of the last line that matched.
    private(set) var word = (start: 0, count: 0)
    /// Where the text behind the word and its `:  ` begins.
    private(set) var textStart = 0
    private var steps = 0
    /// More places than any honest line needs.
    private static let stepLimit = 4096

    init(_ prefix: LogLinePrefix) {
        self.prefix = prefix
        ranges = Array(repeating: (0, -1), count: LogLinePrefix.Field.allCases.count)
    }

    /// Whether `line` begins with the prefix and a severity or section word.
    func matches(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in ranges.indices { ranges[index].count = -1 }
        steps = 0
        return match(line, item: 0, at: 0)
    }

    /// The value of a field in `line`, which has matched; nil when it is absent or empty.
    func value(_ field: LogLinePrefix.Field, of line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<
        UInt8
    >? {
        let range = ranges[field.rawValue]
        guard range.count > 0 else { return nil }
        return UnsafeBufferPointer(rebasing: line[range.start..<range.start + range.count])
    }

    private func match(_ line: UnsafeBufferPointer<UInt8>, item first: Int, at start: Int) -> Bool {
        var position = start
        var index = first
        while index < prefix.items.count {
            switch prefix.items[index] {
            case .literal(let text):
                guard PrefixMatcher.has(line, text, at: position) else { return false }
                position += text.count
            case .sessionsOnly:
                if matchWord(line, at: position) { return true }
            case .field(let field, let width):
                if width != 0 { while position < line.count, line[position] == 32 { position += 1 } }
                guard let end = PrefixMatcher.end(of: field, line, at: position) else {
                    return free(line, field, item: index, at: position)
                }
                guard end >= position else { return false }
                ranges[field.rawValue] = (position, end - position)
                position = end
                if width < 0 { while position < line.count, line[position] == 32 { position += 1 } }
            }
            index += 1
        }
        return matchWord(line, at: position)
    }

    /// Tries every end of a field of free text, the nearest first.
    private func free(
        _ line: UnsafeBufferPointer<UInt8>,
        _ field: LogLinePrefix.Field,
        item: Int,
        at start: Int
    ) -> Bool {
        let next = item + 1
        var literal: [UInt8] = []
        if next < prefix.items.count, case .literal(let text) = prefix.items[next] { literal = text }
        var end = start
        // Names have 63 bytes at most, hosts 255.
        let limit = min(line.count, start + 512)
        while end <= limit {
            let canEnd = field != .hostAndPort || PrefixMatcher.isHostAndPort(line, start, end)
            if canEnd, literal.isEmpty || PrefixMatcher.has(line, literal, at: end) {
                steps += 1
                guard steps <= PrefixMatcher.stepLimit else { return false }
                if match(line, item: next, at: end) {
                    var count = end - start
                    while count > 0, line[start + count - 1] == 32 { count -= 1 }
                    ranges[field.rawValue] = (start, count)
                    return true
                }
            }
            end += 1
        }
        return false
    }

    /// Empty, `[local]`, or something with `(port)` behind it: an IPv6 address may hold what follows otherwise.
    private static func isHostAndPort(_ line: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        end == start || line[end - 1] == UInt8(ascii: ")") || line[end - 1] == UInt8(ascii: "]")
    }

    /// `WORD:  ` at `start`.
    private func matchWord(_ line: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        var end = start
        let limit = min(line.count - 2, start + 24)
        while end < limit, line[end] != UInt8(ascii: ":") {
            let byte = line[end]
            guard byte >= 0x80 || (byte >= 65 && byte <= 90) || SQLLexer.isDigit(byte) else { return false }
            end += 1
        }
        guard end > start, end < limit, line[end + 1] == 32, line[end + 2] == 32 else { return false }
        word = (start, end - start)
        textStart = end + 3
        return true
    }

    @inline(__always)
    private static func has(_ line: UnsafeBufferPointer<UInt8>, _ text: [UInt8], at start: Int) -> Bool {
        guard start + text.count <= line.count else { return false }
        for index in 0..<text.count where line[start + index] != text[index] { return false }
        return true
    }

    /// The end of a field whose shape is known, before `start` when it is not there; nil for free text.
    private static func end(of field: LogLinePrefix.Field, _ line: UnsafeBufferPointer<UInt8>, at start: Int)
        -> Int?
    {
        switch field {
        case .time, .timeMilliseconds, .sessionStart:
            let length = LogTimestampReader.length(line, at: start)
            return length > 0 ? start + length : -1
        case .pid, .lineNumber, .transaction:
            return run(line, at: start, orEmpty: false) { SQLLexer.isDigit($0) }
        case .queryID:
            return run(line, at: start, orEmpty: false) { SQLLexer.isDigit($0) || $0 == UInt8(ascii: "-") }
        case .leaderPID: return run(line, at: start, orEmpty: true) { SQLLexer.isDigit($0) }
        case .epoch:
            return run(line, at: start, orEmpty: false) { SQLLexer.isDigit($0) || $0 == UInt8(ascii: ".") }
        case .virtualTransaction:
            return run(line, at: start, orEmpty: true) { SQLLexer.isDigit($0) || $0 == UInt8(ascii: "/") }
        case .sessionID:
            return run(line, at: start, orEmpty: false) {
                SQLLexer.isDigit($0) || ($0 >= 97 && $0 <= 102) || $0 == UInt8(ascii: ".")
            }
        case .sqlState:
            let end = run(line, at: start, orEmpty: false) { SQLLexer.isDigit($0) || ($0 >= 65 && $0 <= 90) }
            return end == start + 5 ? end : -1
        case .application, .user, .database, .hostAndPort, .host, .backendType, .commandTag, .localAddress,
            .unknown:
            return nil
        }
    }

    @inline(__always)
    private static func run(
        _ line: UnsafeBufferPointer<UInt8>,
        at start: Int,
        orEmpty: Bool,
        while isPart: (UInt8) -> Bool
    ) -> Int {
        var end = start
        while end < line.count, isPart(line[end]) { end += 1 }
        return end > start || orEmpty ? end : -1
    }
}
