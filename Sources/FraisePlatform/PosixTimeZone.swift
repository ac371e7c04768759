import FraiseModel

/// A zone's yearly rule in the form of the TZ variable (POSIX.1-2024, section 8.3, with the extension of RFC
/// 9636, section 3.3.2: hours from −167 to 167), `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixTimeZone: Hashable, Sendable {
    /// A day of the year and the local time of day at which clocks change.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `Jn`: 1 to 365, February 29 is not counted.
            case julian(Int)
            /// `n`: 0 to 365, February 29 is counted.
            case ordinal(Int)
            /// `Mm.w.d`: the w-th weekday d (0 is Sunday) of month m, w = 5 being the last.
            case weekday(month: Int, week: Int, day: Int)
        }

        var day: Day
        /// Seconds after local midnight.
        var time: Int
    }

    let standard: TimeZoneRules.LocalTime
    let daylight: TimeZoneRules.LocalTime?
    let start: Change?
    let end: Change?

    /// The rule in `text`; nil when it is malformed.
    init?(_ text: String) {
        var reader = Reader(rest: Array(text.utf8)[...])
        guard let name = reader.name(), let offset = reader.time() else { return nil }
        standard = TimeZoneRules.LocalTime(offset: -offset, isDaylight: false, abbreviation: name)
        if reader.rest.isEmpty {
            daylight = nil
            start = nil
            end = nil
            return
        }
        guard let other = reader.name() else { return nil }
        var shift = -offset + 3600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let explicit = reader.time() else { return nil }
            shift = -explicit
        }
        guard reader.take(UInt8(ascii: ",")), let first = reader.change(), reader.take(UInt8(ascii: ",")),
            let second = reader.change(), reader.rest.isEmpty
        else { return nil }
        daylight = TimeZoneRules.LocalTime(offset: shift, isDaylight: true, abbreviation: other)
        start = first
        end = second
    }

    func uses(_ abbreviation: String) -> Bool {
        standard.abbreviation == abbreviation || daylight?.abbreviation == abbreviation
    }

    /// What holds at a moment in seconds since the epoch.
    func localTime(at moment: Int64) -> TimeZoneRules.LocalTime {
        guard let daylight, let start, let end else { return standard }
        let year = CivilDate(
            daysSinceEpoch: Int(
                (Timestamp(seconds: moment + Int64(standard.offset)))
                    .floor(toSeconds: 86_400) / 86_400
            )
        ).year
        let first = PosixTimeZone.moment(of: start, year: year) - Int64(standard.offset)
        let second = PosixTimeZone.moment(of: end, year: year) - Int64(daylight.offset)
        let isDaylight =
            first < second ? (first..<second).contains(moment) : !(second..<first).contains(moment)
        return isDaylight ? daylight : standard
    }

    /// Local time of a change in seconds since the epoch, as if local time were UTC.
    private static func moment(of change: Change, year: Int) -> Int64 {
        let january = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
        let day: Int
        switch change.day {
        case .julian(let number):
            let isLeap = CivilDate(year: year, month: 2, day: 29).exists
            day = january + number - 1 + (isLeap && number >= 60 ? 1 : 0)
        case .ordinal(let number):
            day = january + number
        case .weekday(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
            // 1970-01-01 was a Thursday.
            let firstWeekday = ((first + 4) % 7 + 7) % 7
            var date = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            while !CivilDate(year: year, month: month, day: date).exists { date -= 7 }
            day = first + date - 1
        }
        return Int64(day) * 86_400 + Int64(change.time)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest.removeFirst()
            return true
        }

        mutating func name() -> String? {
            let isQuoted = take(UInt8(ascii: "<"))
            let letters = rest.prefix { byte in
                let isLetter = (65...90).contains(byte & 0xdf)
                return isQuoted ? byte != UInt8(ascii: ">") : isLetter
            }
            rest.removeFirst(letters.count)
            if isQuoted, !take(UInt8(ascii: ">")) { return nil }
            return letters.count >= 3 ? String(decoding: letters, as: UTF8.self) : nil
        }

        mutating func number() -> Int? {
            let digits = rest.prefix { (48...57).contains($0) }
            guard !digits.isEmpty, digits.count <= 4 else { return nil }
            rest.removeFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let isNegative = take(UInt8(ascii: "-"))
            if !isNegative { _ = take(UInt8(ascii: "+")) }
            guard let hours = number(), hours <= 167 else { return nil }
            var seconds = hours * 3600
            if take(UInt8(ascii: ":")) {
                guard let minutes = number(), minutes < 60 else { return nil }
                seconds += minutes * 60
                if take(UInt8(ascii: ":")) {
                    guard let rest = number(), rest < 60 else { return nil }
                    seconds += rest
                }
            }
            return isNegative ? -seconds : seconds
        }

        mutating func change() -> Change? {
            let day: Change.Day
            if take(UInt8(ascii: "J")) {
                guard let number = number(), (1...365).contains(number) else { return nil }
                day = .julian(number)
            } else if take(UInt8(ascii: "M")) {
                guard let month = number(), (1...12).contains(month), take(UInt8(ascii: ".")),
                    let week = number(), (1...5).contains(week), take(UInt8(ascii: ".")),
                    let weekday = number(), weekday <= 6
                else { return nil }
                day = .weekday(month: month, week: week, day: weekday)
            } else {
                guard let number = number(), number <= 365 else { return nil }
                day = .ordinal(number)
            }
            guard take(UInt8(ascii: "/")) else { return Change(day: day, time: 7200) }
            guard let time = time() else { return nil }
            return Change(day: day, time: time)
        }
    }
}
