internal import FraiseModel
internal import FraisePlatform

/// Reads the times of a server's log, `2026-11-22 16:17:10.618 UTC`: local time of `log_timezone` and its
/// abbreviation (PostgreSQL, "Error Reporting and Logging").
///
/// An abbreviation is UTC, GMT or a numeric offset, or it is one that the configured zone uses at that time. No
/// other is guessed: the line has no time then and `foreignZone` says why.
struct LogTimestampReader {
    let zone: TimeZoneRules?
    /// The last abbreviation that could not be read.
    private(set) var foreignZone: String?
    /// Moment of the last time read, in seconds; tells a repeated hour apart.
    private var previous: Int64?
    // A minute is looked up once: its first 16 bytes and the abbreviation as words, and its moment.
    private var minuteHigh: UInt64 = 0
    private var minuteLow: UInt64 = 0
    private var minuteZone: UInt64 = 0
    private var minuteStart: Int64 = 0

    init(zone: TimeZoneRules?) {
        self.zone = zone
    }

    /// Bytes of the time at the start of `text`, with its abbreviation; 0 when there is none.
    static func length(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        guard text.count - start >= 21, text[start + 4] == UInt8(ascii: "-"),
            text[start + 7] == UInt8(ascii: "-"),
            text[start + 10] == 32, text[start + 13] == UInt8(ascii: ":"),
            text[start + 16] == UInt8(ascii: ":")
        else { return 0 }
        var index = start + 19
        if text[index] == UInt8(ascii: ".") {
            index += 1
            while index < text.count, SQLLexer.isDigit(text[index]) { index += 1 }
        }
        guard index + 1 < text.count, text[index] == 32 else { return 0 }
        index += 1
        let zoneStart = index
        if text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
            index += 1
            while index < text.count, SQLLexer.isDigit(text[index]), index - zoneStart < 7 { index += 1 }
            return index - zoneStart > 2 ? index - start : 0
        }
        while index < text.count, isLetter(text[index]) { index += 1 }
        return index > zoneStart ? index - start : 0
    }

    /// The moment that the whole of `text` shows; nil when it is malformed or its zone is not known.
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        guard let base = text.baseAddress, text.count >= 21 else { return nil }
        var index = 19
        var microseconds: Int64 = 0
        if text[index] == UInt8(ascii: ".") {
            index += 1
            var scale: Int64 = 100_000
            while index < text.count, SQLLexer.isDigit(text[index]) {
                microseconds += Int64(text[index] - 48) * scale
                scale /= 10
                index += 1
            }
        }
        guard index + 1 < text.count, text[index] == 32, text.count - index - 1 <= 8,
            let second = LogTimestampReader.digits(text, 17, 2), second <= 60
        else { return nil }
        var zoneWord: UInt64 = 0
        for position in (index + 1)..<text.count { zoneWord = zoneWord << 8 | UInt64(text[position]) }
        let high = UnsafeRawPointer(base).loadUnaligned(as: UInt64.self)
        let low = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        if high != minuteHigh || low != minuteLow || zoneWord != minuteZone {
            let name = UnsafeBufferPointer(rebasing: text[(index + 1)...])
            guard let start = minute(text, zone: name) else { return nil }
            minuteHigh = high
            minuteLow = low
            minuteZone = zoneWord
            minuteStart = start
        }
        previous = minuteStart + second
        return Timestamp(microseconds: (minuteStart + second) * 1_000_000 + microseconds)
    }

    /// The moment of `%n`, seconds since the epoch with milliseconds.
    static func epoch(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        var value: Int64 = 0
        var scale: Int64 = 0
        for byte in text {
            if byte == UInt8(ascii: "."), scale == 0 {
                scale = 1_000_000
            } else {
                guard SQLLexer.isDigit(byte), value < 1 << 50 else { return nil }
                value = value * 10 + Int64(byte - 48)
                if scale > 1 { scale /= 10 }
            }
        }
        return text.isEmpty ? nil : Timestamp(microseconds: value * (scale == 0 ? 1_000_000 : scale))
    }

    private mutating func minute(_ text: UnsafeBufferPointer<UInt8>, zone name: UnsafeBufferPointer<UInt8>)
        -> Int64?
    {
        guard let year = LogTimestampReader.digits(text, 0, 4),
            let month = LogTimestampReader.digits(text, 5, 2),
            let day = LogTimestampReader.digits(text, 8, 2),
            let hour = LogTimestampReader.digits(text, 11, 2),
            let minute = LogTimestampReader.digits(text, 14, 2), hour < 24, minute < 60,
            text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[13] == UInt8(ascii: ":")
        else { return nil }
        let date = CivilDate(year: Int(year), month: Int(month), day: Int(day))
        guard date.exists else { return nil }
        let local = Int64(date.daysSinceEpoch) * 86_400 + hour * 3600 + minute * 60
        if name.elementsEqual("UTC".utf8) || name.elementsEqual("GMT".utf8) { return local }
        if let offset = LogTimestampReader.offset(name) { return local - offset }
        let abbreviation = String(decoding: name, as: UTF8.self)
        guard let moment = zone?.moment(local: local, abbreviation: abbreviation, previous: previous) else {
            foreignZone = abbreviation
            return nil
        }
        return moment
    }

    /// Seconds east of `+02`, `-0330`, `+053020`; nil for letters.
    private static func offset(_ name: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard name.count == 3 || name.count == 5 || name.count == 7,
            name[0] == UInt8(ascii: "+") || name[0] == UInt8(ascii: "-"), let hours = digits(name, 1, 2)
        else { return nil }
        var seconds = hours * 3600
        if name.count >= 5 { seconds += (digits(name, 3, 2) ?? 0) * 60 }
        if name.count == 7 { seconds += digits(name, 5, 2) ?? 0 }
        return name[0] == UInt8(ascii: "-") ? -seconds : seconds
    }

    private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for index in start..<start + count {
            guard SQLLexer.isDigit(text[index]) else { return nil }
            value = value * 10 + Int64(text[index] - 48)
        }
        return value
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 97 && byte | 0x20 <= 122 }
}
