internal import FraiseModel

/// A duration in a log: a number in a known unit, or a text with units of its own (`152 ms`, `1.5s`, `1m2s`).
enum DurationText: Equatable {
    /// Nanoseconds, rounded once, half up.
    case nanoseconds(Int64)
    /// Negative, or 2^53 ns and more.
    case outOfRange
    /// No duration at all.
    case invalid

    /// First number of nanoseconds that is out of range.
    static let limit: UInt128 = 1 << 53
    /// Parts are added in billionths of a nanosecond, so that only the sum is rounded.
    private static let partShift = 9

    /// Reads plain text; a bare number is in units of `unit` nanoseconds.
    @inline(__always)
    static func read(_ start: UnsafePointer<UInt8>, _ count: Int, unit: UInt64) -> DurationText {
        var position = start
        let end = start + count
        guard let number = DecimalText.read(&position, end), position == end else {
            return readParts(start, end, unit)
        }
        // Milliseconds with up to six digits after the point need no division.
        if unit == 1_000_000, number.exponent <= 0, number.exponent >= -6, !number.isNegative,
            !number.hasMore,
            number.digits < 9_000_000_000
        {
            let value = number.digits &* DecimalText.power(6 &+ number.exponent)
            return value < 1 << 53 ? .nanoseconds(Int64(truncatingIfNeeded: value)) : .outOfRange
        }
        if number.isNegative { return number.isZero ? .nanoseconds(0) : .outOfRange }
        guard let whole = number.whole(times: unit, isRounded: true), whole < limit else {
            return .outOfRange
        }
        return .nanoseconds(Int64(truncatingIfNeeded: whole))
    }

    private static func readParts(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        _ unit: UInt64
    ) -> DurationText {
        var position = skipBlanks(start, end)
        var sum: UInt128 = 0
        var isNegative = false
        var isBeyond = false
        var count = 0
        while position < end {
            guard let number = DecimalText.read(&position, end) else { return .invalid }
            if number.isNegative {
                // A sign stands before the whole.
                guard count == 0 else { return .invalid }
                isNegative = true
            }
            position = skipBlanks(position, end)
            let factor: UInt64
            if position == end, count == 0 {
                factor = unit
            } else {
                guard let found = readUnit(&position, end) else { return .invalid }
                factor = found
            }
            position = skipBlanks(position, end)
            count += 1
            if let part = number.whole(times: factor, shift: partShift, isRounded: false), sum < 1 << 100 {
                sum += part
            } else {
                isBeyond = true
            }
        }
        guard count > 0 else { return .invalid }
        let scale: UInt128 = 1_000_000_000
        let nanoseconds = (sum + scale / 2) / scale
        if isBeyond || nanoseconds >= limit || (isNegative && sum > 0) { return .outOfRange }
        return .nanoseconds(Int64(truncatingIfNeeded: nanoseconds))
    }

    /// Nanoseconds of `ns`, `us`, `µs`, `ms`, `s`, `m`, `h`.
    private static func readUnit(
        _ position: inout UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> UInt64? {
        let count = end - position
        func at(_ index: Int) -> UInt8 { index < count ? position[index] : 0 }
        let second = UInt8(ascii: "s")
        var length = 2
        var unit: UInt64?
        switch at(0) {
        case UInt8(ascii: "n"): unit = at(1) == second ? 1 : nil
        case UInt8(ascii: "u"): unit = at(1) == second ? 1000 : nil
        case 0xC2, 0xCE:
            // U+00B5 and U+03BC, which look alike.
            let sign = at(0) == 0xC2 ? UInt8(0xB5) : 0xBC
            unit = at(1) == sign && at(2) == second ? 1000 : nil
            length = 3
        case UInt8(ascii: "m"):
            length = at(1) == second ? 2 : 1
            unit = length == 2 ? 1_000_000 : 60_000_000_000
        case second:
            length = 1
            unit = 1_000_000_000
        case UInt8(ascii: "h"):
            length = 1
            unit = 3_600_000_000_000
        default: return nil
        }
        guard let unit else { return nil }
        position += length
        // Another letter makes it another word: "1min" is not understood, rather than taken for "1m".
        if position < end, (position.pointee | 0x20) &- 97 < 26 { return nil }
        return unit
    }

    private static func skipBlanks(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8> {
        var position = start
        while position < end, position.pointee == 0x20 || position.pointee == 0x09 { position += 1 }
        return position
    }
}
