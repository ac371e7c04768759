public import FraiseModel

/// A `traceparent` value (W3C Trace Context, section 3.2), read strictly.
///
/// Refused: version `ff`, an all-zero trace-id or parent-id, upper-case digits, any other length, and under
/// version `00` anything after the flags. Of a version above `00` the four known fields are read and what
/// follows another `-` is ignored (section 4, "Versioning of traceparent").
public struct TraceParent: Hashable, Sendable {
    /// 0 to 254.
    public var version: UInt8
    public var traceID: TraceID
    /// The caller's span.
    public var parentID: SpanID
    /// Bit 0 says "sampled", bit 1 "random".
    public var flags: UInt8

    /// A value from its parts, which are not checked.
    public init(version: UInt8, traceID: TraceID, parentID: SpanID, flags: UInt8) {
        self.version = version
        self.traceID = traceID
        self.parentID = parentID
        self.flags = flags
    }

    /// Bytes of version `00`.
    public static let length = 55

    /// The value in `text`, with blanks and tabs around it stripped; nil when it is not valid. Allocates nothing.
    public static func parse(_ text: UnsafeBufferPointer<UInt8>) -> TraceParent? {
        var start = 0
        var end = text.count
        while start < end, isBlank(text[start]) { start += 1 }
        while end > start, isBlank(text[end - 1]) { end -= 1 }
        guard end - start >= length else { return nil }
        let value = UnsafeBufferPointer(rebasing: text[start..<end])
        guard let parsed = fields(value) else { return nil }
        if value.count > length {
            guard parsed.version > 0, value[length] == UInt8(ascii: "-") else { return nil }
        }
        return parsed
    }

    /// The last valid value of exactly 55 bytes within `text` that stands apart from other letters, digits and
    /// hyphens. For texts that carry one beside something else, as `application_name` does (63 bytes at most).
    public static func find(in text: UnsafeBufferPointer<UInt8>) -> TraceParent? {
        guard text.count >= length else { return nil }
        var start = text.count - length
        while start >= 0 {
            let end = start + length
            if text[start + 2] == UInt8(ascii: "-"), text[start + 35] == UInt8(ascii: "-"),
                start == 0 || !isWord(text[start - 1]), end == text.count || !isWord(text[end]),
                let value = fields(UnsafeBufferPointer(rebasing: text[start..<end]))
            {
                return value
            }
            start -= 1
        }
        return nil
    }

    private static func fields(_ value: UnsafeBufferPointer<UInt8>) -> TraceParent? {
        let hyphen = UInt8(ascii: "-")
        guard value[2] == hyphen, value[35] == hyphen, value[52] == hyphen,
            let version = number(value, at: 0, digits: 2), version != 0xff,
            let high = number(value, at: 3, digits: 16), let low = number(value, at: 19, digits: 16),
            high | low != 0,
            let parent = number(value, at: 36, digits: 16), parent != 0,
            let flags = number(value, at: 53, digits: 2)
        else { return nil }
        return TraceParent(
            version: UInt8(truncatingIfNeeded: version),
            traceID: TraceID(high: high, low: low),
            parentID: SpanID(parent),
            flags: UInt8(truncatingIfNeeded: flags)
        )
    }

    /// Lower-case hexadecimal digits only.
    @inline(__always)
    private static func number(_ text: UnsafeBufferPointer<UInt8>, at start: Int, digits: Int) -> UInt64? {
        var result: UInt64 = 0
        for index in start..<start + digits {
            let digit = text[index]
            switch digit {
            case 48...57: result = result << 4 | UInt64(digit &- 48)
            case 97...102: result = result << 4 | UInt64(digit &- 87)
            default: return nil
            }
        }
        return result
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    private static func isWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == UInt8(ascii: "-")
    }
}
