/// Reads the tags of one SQL comment, `key='value'` separated by commas (sqlcommenter specification), and what
/// else is found in the wild: unquoted values and marginalia's `key:value`.
///
/// A value is first freed of `\'`, then percent-decoded once; `+` stays, a malformed escape stays as it is, and a
/// value that would decode to invalid UTF-8 or to NUL is left as written. An item that is not a tag is passed
/// over up to the next comma outside quotes. Of a key that is there twice the last value counts.
public struct SQLCommentTags {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// A tag as written. Valid as long as the comment's bytes are.
    public struct Tag {
        public var key: UnsafeBufferPointer<UInt8>
        public var value: UnsafeBufferPointer<UInt8>
    }

    /// A reader of the bytes between `/*` and `*/`, or of one of their lines.
    public init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    /// The next tag; nil at the end.
    public mutating func next() -> Tag? {
        while position < text.count {
            skipBlanks()
            let keyStart = position
            skipKey()
            let keyEnd = position
            skipBlanks()
            guard keyEnd > keyStart, position < text.count,
                text[position] == UInt8(ascii: "=") || text[position] == UInt8(ascii: ":")
            else {
                skipItem()
                continue
            }
            position += 1
            skipBlanks()
            guard let value = value() else {
                skipItem()
                continue
            }
            let tag = Tag(key: slice(keyStart, keyEnd), value: value)
            skipItem()
            return tag
        }
        return nil
    }

    /// The value as written is appended to `target` in its decoded form.
    public static func decode(_ raw: UnsafeBufferPointer<UInt8>, into target: inout [UInt8]) {
        let start = target.count
        var index = 0
        while index < raw.count {
            let byte = raw[index]
            if byte == UInt8(ascii: "%"), index + 2 < raw.count, let high = digit(raw[index + 1]),
                let low = digit(raw[index + 2])
            {
                target.append(high << 4 | low)
                index += 3
            } else if byte == UInt8(ascii: "\\"), index + 1 < raw.count, raw[index + 1] == UInt8(ascii: "'") {
                target.append(UInt8(ascii: "'"))
                index += 2
            } else {
                target.append(byte)
                index += 1
            }
        }
        if target[start...].contains(0) || String(validating: target[start...], as: UTF8.self) == nil {
            target.removeSubrange(start...)
            target.append(contentsOf: raw)
        }
    }

    private mutating func value() -> UnsafeBufferPointer<UInt8>? {
        let quote = UInt8(ascii: "'")
        if position < text.count, text[position] == quote {
            let start = position + 1
            var end = start
            while end < text.count, text[end] != quote {
                end += text[end] == UInt8(ascii: "\\") && end + 1 < text.count ? 2 : 1
            }
            guard end < text.count else {
                position = text.count
                return nil
            }
            position = end + 1
            return slice(start, end)
        }
        let start = position
        while position < text.count, text[position] != UInt8(ascii: ","), !isBlank(text[position]),
            text[position] != quote
        { position += 1 }
        let end = position
        skipBlanks()
        guard end > start, position == text.count || text[position] == UInt8(ascii: ",") else { return nil }
        return slice(start, end)
    }

    private mutating func skipKey() {
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "'"), 9, 10, 13, 32:
                return
            case UInt8(ascii: "\\"): position = min(position + 2, text.count)
            default: position += 1
            }
        }
    }

    /// To behind the next comma outside quotes.
    private mutating func skipItem() {
        let quote = UInt8(ascii: "'")
        while position < text.count {
            let byte = text[position]
            position += 1
            if byte == UInt8(ascii: ",") { return }
            guard byte == quote else { continue }
            while position < text.count, text[position] != quote {
                position += text[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position = min(position + 1, text.count)
        }
    }

    private mutating func skipBlanks() {
        while position < text.count, isBlank(text[position]) { position += 1 }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: text[start..<end])
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 97...102: byte - 87
        case 65...70: byte - 55
        default: nil
        }
    }
}
