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
