internal import FraiseControl

/// Figures as people read them.
enum FigureText {
    /// Where there is no figure.
    static let absent = "-"

    /// Milliseconds in the unit that fits: `850 µs`, `12.3 ms`, `1.20 s`, `2m 05s`, `3h 04m`.
    static func duration(milliseconds value: JSONValue) -> String {
        guard let value = value.double, value.isFinite else { return absent }
        if value < 0 { return "-" + duration(milliseconds: .number(-value)) }
        if value == 0 { return "0 ms" }
        if value < 0.9995 { return "\(digits(value * 1000)) µs" }
        if value < 999.5 { return "\(digits(value)) ms" }
        if value < 59_995 { return "\(digits(value / 1000)) s" }
        let seconds = Int64(exactly: (value / 1000).rounded()) ?? .max
        if seconds < 3600 { return "\(seconds / 60)m \(two(seconds % 60))s" }
        if seconds < 172_800 { return "\(seconds / 3600)h \(two(seconds / 60 % 60))m" }
        return "\(seconds / 86_400)d \(two(seconds / 3600 % 24))h"
    }

    /// Seconds likewise.
    static func duration(seconds value: JSONValue) -> String {
        guard let value = value.double else { return absent }
        return duration(milliseconds: .number(value * 1000))
    }

    /// Bytes in powers of 1024: `512 B`, `1.50 KiB`, `12.3 MiB`.
    static func bytes(_ value: JSONValue) -> String {
        guard var rest = value.double, rest.isFinite else { return absent }
        if rest < 0 { return "-" + bytes(.number(-rest)) }
        if rest < 1024 { return "\(Int64(rest)) B" }
        var unit = ""
        for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] where unit.isEmpty || rest >= 1023.5 {
            rest /= 1024
            unit = next
        }
        return "\(digits(rest)) \(unit)"
    }

    /// A ratio of 0 to 1 in percent with one decimal; two where the first would hide that it is not 0 or 1.
    static func percent(_ value: JSONValue) -> String {
        guard let value = value.double, value.isFinite else { return absent }
        let isNearEnd = (value > 0 && value < 0.0005) || (value < 1 && value > 0.9995)
        return decimal(value * 100, places: isNearEnd ? 3 : 1) + "%"
    }

    /// Any other number: integers as they are, others with up to three digits after the point.
    static func number(_ value: JSONValue) -> String {
        if let integer = value.integer { return "\(integer)" }
        guard let value = value.double, value.isFinite else { return absent }
        let text = decimal(value, places: 3)
        return String(text.prefix(text.count - text.reversed().prefix { $0 == "0" }.count))
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// Three significant digits, at least all before the point.
    private static func digits(_ value: Double) -> String {
        if value >= 99.95 { return decimal(value, places: 0) }
        return decimal(value, places: value >= 9.995 ? 1 : 2)
    }

    private static func decimal(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        guard let units = Int64(exactly: (value * scale).rounded()) else { return "\(value)" }
        if places == 0 { return "\(units)" }
        let fraction = String(units.magnitude % UInt64(scale))
        let zeros = String(repeating: "0", count: places - fraction.utf8.count)
        return "\(units < 0 ? "-" : "")\(units.magnitude / UInt64(scale)).\(zeros)\(fraction)"
    }
}
