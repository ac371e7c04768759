/// Whether a path is the name that rotation gives to another: `app.log.1`, `app.log-20261122.gz`,
/// `app-20261122.log`, `app.log.old`.
public enum RotationName {
    /// True when `path` is `original`, or a rotated name of it, with another rotation suffix. The directory may
    /// differ (logrotate's `olddir`).
    public static func isRotated(_ path: String, of original: String) -> Bool {
        path != original && stem(path) == stem(original)
    }

    /// The name without what rotation and compression add.
    static func stem(_ path: String) -> [UInt8] {
        var name = Array(path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }.reversed())
        while let length = suffixLength(name), length < name.count { name.removeLast(length) }
        // `app-20261122.log`: the date stands before the extension.
        if let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 {
            var front = Array(name[..<dot])
            while let length = numberLength(front), length < front.count { front.removeLast(length) }
            return front + name[dot...]
        }
        return name
    }

    private static let words: [[UInt8]] = [
        ".gz", ".old", ".bak", ".orig", ".save", ".prev",
    ].map { Array($0.utf8) }

    private static func suffixLength(_ name: [UInt8]) -> Int? {
        words.first { name.suffix($0.count).elementsEqual($0) }?.count ?? numberLength(name)
    }

    /// Length of `.1`, `-20261122`, `_2026-11-22T10:15:00Z` at the end.
    private static func numberLength(_ name: [UInt8]) -> Int? {
        var start = name.count
        var found: Int?
        var hasDigit = false
        while start > 0 {
            let byte = name[start - 1]
            let isDigit = byte >= 48 && byte <= 57
            let isSeparator =
                byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            let isPartOfTime =
                byte == UInt8(ascii: "T") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "Z")
                || byte == UInt8(ascii: "+")
            guard isDigit || isSeparator || isPartOfTime else { break }
            start -= 1
            hasDigit = hasDigit || isDigit
            if isSeparator, hasDigit { found = name.count - start }
        }
        return found
    }
}
