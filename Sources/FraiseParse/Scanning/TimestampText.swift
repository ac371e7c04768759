internal import FraiseModel

/// Reads timestamps: RFC 3339 with any offset (space or T, comma or point), or a number of seconds,
/// milliseconds, microseconds or nanoseconds since 1970, told apart by magnitude. Truncated to microseconds.
struct TimestampText {
    /// What a text or number is.
    enum Result: Equatable {
        case moment(Timestamp)
        /// A time, but outside 1970 to 2199.
        case outOfRange
        case invalid
    }

    // Most lines are of the day of the line before.
    private var dayHead: UInt64 = 0
    private var dayTail: UInt16 = 0
    private var day: Int64 = 0

    /// Reads plain text.
    @inline(__always)
    mutating func read(_ start: UnsafePointer<UInt8>, _ count: Int) -> Result {
        guard count >= 20, start[4] == UInt8(ascii: "-") else { return TimestampText.epoch(start, count) }
        let bytes = UnsafeRawPointer(start)
        let head = bytes.loadUnaligned(as: UInt64.self)
        let tail = bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        if head != dayHead || tail != dayTail {
            guard let found = TimestampText.readDay(start) else { return .invalid }
            day = found
            dayHead = head
            dayTail = tail
        }
        let separator = start[10]
        guard separator | 0x20 == UInt8(ascii: "t") || separator == UInt8(ascii: " "),
            start[13] == UInt8(ascii: ":"),
            start[16] == UInt8(ascii: ":")
        else { return .invalid }
        let hour = TimestampText.two(start + 11)
        let minute = TimestampText.two(start + 14)
        let second = TimestampText.two(start + 17)
        guard hour < 24, minute < 60, second < 61 else { return .invalid }
        if count == Timestamp.textLength, start[19] == UInt8(ascii: "."), start[26] == UInt8(ascii: "Z") {
            // The form of the record itself, and of most logs.
            let high = TimestampText.two(start + 20)
            let middle = TimestampText.two(start + 22)
            let low = TimestampText.two(start + 24)
            guard high < 100, middle < 100, low < 100 else { return .invalid }
            let whole = day &* 86_400 &+ Int64(hour &* 3600 &+ minute &* 60 &+ second)
            return TimestampText.checked(whole &* 1_000_000 &+ Int64(high &* 10_000 &+ middle &* 100 &+ low))
        }
        var at = 19
        var micros: Int64 = 0
        if start[at] == UInt8(ascii: ".") || start[at] == UInt8(ascii: ",") {
            at += 1
            let first = at
            var scale: Int64 = 100_000
            while at < count {
                let digit = start[at] &- 48
                guard digit < 10 else { break }
                micros += Int64(digit) &* scale
                scale /= 10
                at += 1
            }
            guard at > first, at < count else { return .invalid }
        }
        var offset: Int64 = 0
        if at + 1 != count || start[at] | 0x20 != UInt8(ascii: "z") {
            guard let found = TimestampText.readOffset(start + at, count - at) else { return .invalid }
            offset = found
        }
        let seconds = day &* 86_400 &+ Int64(hour &* 3600 &+ minute &* 60 &+ second) &- offset
        return TimestampText.checked(seconds &* 1_000_000 &+ micros)
    }

    @inline(__always)
    private static func checked(_ microseconds: Int64) -> Result {
        let moment = Timestamp(microseconds: microseconds)
        return moment >= .earliest && moment < .limit ? .moment(moment) : .outOfRange
    }

    /// Two digits; 100 and more when they are none.
    @inline(__always)
    private static func two(_ start: UnsafePointer<UInt8>) -> UInt32 {
        let tens = UInt32(start[0] &- 48)
        let ones = UInt32(start[1] &- 48)
        return tens > 9 || ones > 9 ? 1000 : tens &* 10 &+ ones
    }

    private static func readDay(_ start: UnsafePointer<UInt8>) -> Int64? {
        let century = two(start)
        let year = two(start + 2)
        let month = two(start + 5)
        let day = two(start + 8)
        guard century < 100, year < 100, month < 100, day < 100, start[7] == UInt8(ascii: "-") else {
            return nil
        }
        let date = CivilDate(year: Int(century * 100 + year), month: Int(month), day: Int(day))
        return date.exists ? Int64(date.daysSinceEpoch) : nil
    }

    /// Seconds of `Z`, `+02:00`, `+0200`, `+02`, `UTC`, `GMT`, with or without a space before.
    private static func readOffset(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int64? {
        var at = start
        var count = length
        if count > 0, at.pointee == UInt8(ascii: " ") {
            at += 1
            count -= 1
        }
        if Words.matches(at, count, "z") || Words.matches(at, count, "utc") || Words.matches(at, count, "gmt")
        {
            return 0
        }
        guard count >= 3, at[0] == UInt8(ascii: "+") || at[0] == UInt8(ascii: "-") else { return nil }
        let hours = two(at + 1)
        var minutes: UInt32 = 0
        switch count {
        case 3: break
        case 5: minutes = two(at + 3)
        case 6 where at[3] == UInt8(ascii: ":"): minutes = two(at + 4)
        default: return nil
        }
        guard hours < 24, minutes < 60 else { return nil }
        let seconds = Int64(hours * 3600 + minutes * 60)
        return at[0] == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// Reads a number since the epoch.
    static func epoch(_ start: UnsafePointer<UInt8>, _ count: Int) -> Result {
        var position = start
        guard count > 0, let number = DecimalText.read(&position, start + count), position == start + count
        else {
            return .invalid
        }
        if number.isNegative, !number.isZero { return .outOfRange }
        guard let whole = number.whole(isRounded: false) else { return .outOfRange }
        let shift: Int
        if whole < 100_000_000_000 {
            shift = 6
        } else if whole < 100_000_000_000_000 {
            shift = 3
        } else if whole < 100_000_000_000_000_000 {
            shift = 0
        } else {
            shift = -3
        }
        guard let micros = number.whole(shift: shift, isRounded: false), micros < 1 << 62 else {
            return .outOfRange
        }
        return checked(Int64(truncatingIfNeeded: micros))
    }
}
