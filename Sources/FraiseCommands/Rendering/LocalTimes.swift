internal import FraiseControl
internal import FraiseModel
internal import FraisePlatform

/// Times in one zone, for tables.
struct LocalTimes {
    private let rules: TimeZoneRules

    /// Times of a zone.
    init(_ rules: TimeZoneRules) {
        self.rules = rules
    }

    /// Name of the zone.
    var zone: String { rules.name }

    /// `2026-11-22 10:15:30.123`; the text itself, made visible, when it is no RFC 3339 time in UTC.
    func text(_ value: JSONValue) -> String {
        guard let text = value.text else { return FigureText.absent }
        guard let moment = LocalTimes.moment(text) else { return TerminalText.visible(text) }
        let offset = rules.localTime(at: moment.seconds).offset
        let local = Timestamp(microseconds: moment.microseconds + Int64(offset) * 1_000_000)
        let bytes = Array(local.text.utf8)
        return String(decoding: bytes[0..<10] + [UInt8(ascii: " ")] + bytes[11..<23], as: UTF8.self)
    }

    /// The moment of a canonical text as the agent writes it.
    static func moment(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        guard bytes.count == Timestamp.textLength, bytes[26] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int? { Int(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let fraction = number(20..<26)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists else { return nil }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        return Timestamp(microseconds: seconds * 1_000_000 + Int64(fraction))
    }
}
