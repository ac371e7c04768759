/// A length of time as configurations write it: `100ms`, `10s`, `5m`, `24h`, `90d`.
public struct DurationValue: Hashable, Comparable, Sendable {
    /// Nanoseconds, zero or more.
    public var nanoseconds: Int64

    /// A duration of so many nanoseconds.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// So many milliseconds.
    public static func milliseconds(_ count: Int64) -> DurationValue {
        DurationValue(nanoseconds: count * 1_000_000)
    }

    /// So many seconds.
    public static func seconds(_ count: Int64) -> DurationValue {
        DurationValue(nanoseconds: count * 1_000_000_000)
    }

    /// So many minutes of 60 s.
    public static func minutes(_ count: Int64) -> DurationValue { seconds(count * 60) }

    /// So many hours of 3,600 s.
    public static func hours(_ count: Int64) -> DurationValue { seconds(count * 3600) }

    /// So many days of 86,400 s.
    public static func days(_ count: Int64) -> DurationValue { seconds(count * 86_400) }

    /// Whole milliseconds, rounded down.
    public var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Whole seconds, rounded down.
    public var seconds: Int64 { nanoseconds / 1_000_000_000 }

    public static func < (left: DurationValue, right: DurationValue) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    static let units: [(name: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1000), ("ns", 1),
    ]

    /// A duration from its text: a number, with a point if need be, and one of the units ns, us, ms, s, m, h, d.
    /// Nil for anything else, also for a number without unit and for more than 292 years.
    public init?(_ text: String) {
        guard let parts = NumberWithUnit(text),
            let unit = DurationValue.units.first(where: { $0.name == parts.unit }),
            let value = parts.scaled(by: unit.nanoseconds)
        else { return nil }
        nanoseconds = value
    }

    /// The text in the largest unit that gives a whole number.
    public var text: String {
        if nanoseconds == 0 { return "0s" }
        for unit in DurationValue.units where nanoseconds % unit.nanoseconds == 0 {
            return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
        }
        return "\(nanoseconds)ns"
    }
}

extension DurationValue: CustomStringConvertible {
    public var description: String { text }
}
