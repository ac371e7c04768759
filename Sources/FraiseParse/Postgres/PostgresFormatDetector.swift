/// Finds out the format of a PostgreSQL log.
public struct PostgresFormatDetector {
    /// The format by the file's name (`.csv`, `.json`, also rotated or compressed: `.csv.1`, `.json.gz`), else by
    /// the first line that shows one; nil when none of the lines does.
    public static func format(path: String, lines: UnsafeBufferPointer<UInt8>) -> PostgresLogSettings.Format?
    {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let parts = name.split(separator: ".").dropFirst().map { $0.lowercased() }
        if parts.contains("csv") { return .csvlog }
        if parts.contains("json") || parts.contains("jsonl") { return .jsonlog }
        var start = 0
        while start < lines.count {
            let line = LogLine(lines, at: start)
            if let format = format(of: line.text) { return format }
            start += line.length
        }
        return nil
    }

    private static func format(of line: UnsafeBufferPointer<UInt8>) -> PostgresLogSettings.Format? {
        var line = line
        if line.starts(with: [0xef, 0xbb, 0xbf]) { line = UnsafeBufferPointer(rebasing: line[3...]) }
        guard let first = line.first, first != 9 else { return nil }
        if first == UInt8(ascii: "{") { return .jsonlog }
        if PostgresCSVParser.beginsRecord(line) { return .csvlog }
        let isStderr =
            PrefixDetector.knownMatcher(for: line) != nil || PrefixDetector.derivedMatcher(for: line) != nil
        return isStderr ? .stderr : nil
    }
}
