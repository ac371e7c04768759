public import FraiseModel

extension JSONValue {
    /// A text, or null.
    public static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

    /// An integer, or null.
    public static func count(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }

    /// A moment as RFC 3339 text in UTC with microseconds, or null.
    public static func time(_ value: Timestamp?) -> JSONValue { value.map { .string($0.text) } ?? .null }

    /// A number in the shortest digits that read back as the same; null when absent, infinite or no number.
    public static func number(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        if let whole = Int64(exactly: value) { return .integer(whole) }
        return .number("\(value)")
    }

    /// Nanoseconds as milliseconds, every digit kept; null when absent.
    public static func milliseconds(_ nanoseconds: Int64?) -> JSONValue {
        guard let nanoseconds else { return .null }
        return decimal(units: Int128(nanoseconds), digits: 6)
    }

    /// Nanoseconds as seconds, every digit kept; null when absent.
    public static func seconds(_ nanoseconds: Int64?) -> JSONValue {
        guard let nanoseconds else { return .null }
        return decimal(units: Int128(nanoseconds), digits: 9)
    }

    /// The mean of `count` durations that add up to `sum` nanoseconds, in milliseconds, rounded half up to a
    /// nanosecond; null when there are none.
    public static func meanMilliseconds(sum: Int128, count: Int64) -> JSONValue {
        guard count > 0 else { return .null }
        return decimal(units: (sum + Int128(count / 2)) / Int128(count), digits: 6)
    }

    /// `part` ÷ `whole` in six decimals, rounded half up; null when there is nothing to divide by.
    public static func ratio(_ part: Int64?, _ whole: Int64?) -> JSONValue {
        guard let part, let whole, whole > 0 else { return .null }
        let millionths = (Int128(part) * 2_000_000 + Int128(whole)) / (2 * Int128(whole))
        return decimal(units: millionths, digits: 6)
    }

    /// `units` ÷ 10^`digits`, without trailing zeros.
    static func decimal(units: Int128, digits: Int) -> JSONValue {
        var rest = units
        var left = digits
        while left > 0, rest % 10 == 0 {
            rest /= 10
            left -= 1
        }
        if left == 0 {
            if let whole = Int64(exactly: rest) { return .integer(whole) }
            return .number("\(rest)")
        }
        var text = "\(rest.magnitude)"
        if text.utf8.count <= left { text = String(repeating: "0", count: left + 1 - text.utf8.count) + text }
        let point = text.index(text.endIndex, offsetBy: -left)
        return .number("\(rest < 0 ? "-" : "")\(text[..<point]).\(text[point...])")
    }
}
