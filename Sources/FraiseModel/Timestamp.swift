/// A point in time: microseconds since 1970-01-01T00:00:00Z, proleptic Gregorian calendar, no leap seconds.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since the Unix epoch.
    public var microseconds: Int64

    /// The moment `microseconds` after the Unix epoch.
    @inlinable
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The moment `seconds` after the Unix epoch.
    @inlinable
    public init(seconds: Int64) {
        self.microseconds = seconds &* 1_000_000
    }

    /// Whole seconds since the epoch, rounded towards the past.
    @inlinable
    public var seconds: Int64 {
        let quotient = microseconds / 1_000_000
        return microseconds % 1_000_000 < 0 ? quotient - 1 : quotient
    }

    /// The start of the `step` seconds that this moment lies in.
    @inlinable
    public func floor(toSeconds step: Int64) -> Int64 {
        let whole = seconds
        let rest = whole % step
        return rest < 0 ? whole - rest - step : whole - rest
    }

    @inlinable
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Records are accepted from 1970-01-01 up to the end of 2199.
    public static let earliest = Timestamp(microseconds: 0)
    /// The first moment of the year 2200, no longer accepted.
    public static let limit = Timestamp(seconds: 7_258_118_400)
}
