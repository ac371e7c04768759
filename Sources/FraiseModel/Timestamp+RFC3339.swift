extension Timestamp {
    /// Bytes of the canonical text, `2026-11-22T10:15:30.123456Z`.
    public static let textLength = 27

    /// Writes the canonical text (RFC 3339, UTC, six digits of fraction): `textLength` bytes at `target`.
    /// Years outside 0 to 9999 are not representable.
    @inlinable
    public func write(to target: UnsafeMutablePointer<UInt8>) {
        let whole = seconds
        let fraction = Int(microseconds - whole * 1_000_000)
        let days = floor(toSeconds: 86_400) / 86_400
        let date = CivilDate(daysSinceEpoch: Int(days))
        let second = Int(whole - days * 86_400)
        Timestamp.digits(date.year, count: 4, to: target)
        target[4] = UInt8(ascii: "-")
        Timestamp.digits(date.month, count: 2, to: target + 5)
        target[7] = UInt8(ascii: "-")
        Timestamp.digits(date.day, count: 2, to: target + 8)
        target[10] = UInt8(ascii: "T")
        Timestamp.digits(second / 3600, count: 2, to: target + 11)
        target[13] = UInt8(ascii: ":")
        Timestamp.digits(second / 60 % 60, count: 2, to: target + 14)
        target[16] = UInt8(ascii: ":")
        Timestamp.digits(second % 60, count: 2, to: target + 17)
        target[19] = UInt8(ascii: ".")
        Timestamp.digits(fraction, count: 6, to: target + 20)
        target[26] = UInt8(ascii: "Z")
    }

    @inlinable
    static func digits(_ value: Int, count: Int, to target: UnsafeMutablePointer<UInt8>) {
        var rest = value
        var index = count
        while index > 0 {
            index -= 1
            target[index] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
    }

    /// The canonical text, `2026-11-22T10:15:30.123456Z`.
    public var text: String {
        String(unsafeUninitializedCapacity: Timestamp.textLength) { buffer in
            if let base = buffer.baseAddress { write(to: base) }
            return Timestamp.textLength
        }
    }

    /// The UTC day, `2026-11-22`.
    public var dayText: String {
        String(text.prefix(10))
    }
}

extension Timestamp: CustomStringConvertible {
    public var description: String { text }
}

extension Timestamp {
    /// Reads the canonical text (27 bytes, as `write(to:)` makes it); nil for any other.
    public init?(recordText text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == Timestamp.textLength, bytes[10] == UInt8(ascii: "T"),
            bytes[26] == UInt8(ascii: "Z")
        else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let fraction = number(20..<26)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists, hour < 24, minute < 60, second < 61 else { return nil }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        self.init(microseconds: seconds * 1_000_000 + Int64(fraction))
    }
}
