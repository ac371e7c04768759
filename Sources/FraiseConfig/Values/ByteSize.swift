/// Texts of sizes: `64KiB`, `256MiB`, `50GiB`.
public enum ByteSize {
    static let units: [(name: String, bytes: Int64)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// Bytes from a text: a number and one of the units B, KiB, MiB, GiB, TiB (powers of 1,024). Nil for anything
    /// else, also for a number without unit and for the ambiguous units KB, MB, GB.
    public static func parse(_ text: String) -> Int64? {
        guard let parts = NumberWithUnit(text), let unit = units.first(where: { $0.name == parts.unit })
        else {
            return nil
        }
        return parts.scaled(by: unit.bytes)
    }

    /// The text in the largest unit that gives a whole number.
    public static func text(_ bytes: Int64) -> String {
        for unit in units where bytes != 0 && bytes % unit.bytes == 0 {
            return "\(bytes / unit.bytes)\(unit.name)"
        }
        return "\(bytes)B"
    }
}
