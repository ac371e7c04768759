/// Durations as people write them: `100ms`, `10s`, `5m`, `24h`, `90d`, and sums of them (`1h30m`).
public enum DurationText {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
        ("ms", 1_000_000), ("us", 1000), ("µs", 1000), ("ns", 1),
    ]

    /// The duration in nanoseconds. A number without a unit counts `bare` nanoseconds each, or is refused when
    /// `bare` is nil. Nil when the text is no duration, is negative, or is 2^63 ns (292 years) and more.
    public static func nanoseconds(_ text: String, bare: Int64? = nil) -> Int64? {
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(name.count)
            let unit: Int64
            if name.isEmpty {
                guard let bare, rest.isEmpty, total == 0 else { return nil }
                unit = bare
            } else {
                guard let known = units.first(where: { $0.name == name })?.nanoseconds else { return nil }
                unit = known
            }
            guard let part = scaled(digits, unit: unit) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            if overflow { return nil }
            total = sum
        }
        return total
    }

    /// A decimal number times `unit`, cut to whole nanoseconds; exact, without binary fractions.
    private static func scaled(_ digits: Substring, unit: Int64) -> Int64? {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int64(parts[0]) else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        if overflow { return nil }
        guard parts.count == 2 else { return product }
        guard parts[1].utf8.count <= 9, let fraction = Int64(parts[1]) else { return nil }
        var divisor: Int64 = 1
        for _ in parts[1].utf8 { divisor *= 10 }
        let (sum, tooLong) = product.addingReportingOverflow(
            Int64(Int128(fraction) * Int128(unit) / Int128(divisor))
        )
        return tooLong ? nil : sum
    }

    /// `seconds` as the largest unit that divides them: 3600 is `1h`, 90 is `90s`.
    public static func text(seconds: Int64) -> String {
        let nanoseconds = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard seconds != 0, !nanoseconds.overflow else { return "\(seconds)s" }
        let unit = units.first { nanoseconds.partialValue % $0.nanoseconds == 0 }
        return unit.map { "\(nanoseconds.partialValue / $0.nanoseconds)\($0.name)" } ?? "\(seconds)s"
    }
}
