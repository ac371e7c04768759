internal import FraiseModel

/// Comparing bytes of a line with known words, without regard to the case of ASCII letters.
enum Words {
    /// Whether `count` bytes are `word`, which is in lower case.
    @inline(__always)
    static func matches(_ start: UnsafePointer<UInt8>, _ count: Int, _ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count where lowercase(start[index]) != word.utf8Start[index] { return false }
        return true
    }

    /// Whether `word`, which is in lower case, occurs.
    static func contains(_ start: UnsafePointer<UInt8>, _ count: Int, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard count >= length else { return false }
        for index in 0...(count - length) where matches(start + index, length, word) { return true }
        return false
    }

    @inline(__always)
    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte &- 65 < 26 ? byte | 0x20 : byte
    }

    /// The severity that a level's word stands for, of Rust, Python, JavaScript, Go, syslog and PostgreSQL.
    static func severity(_ text: FieldText) -> Severity {
        guard let start = text.start else { return .unknown }
        switch packed(start, text.count) {
        case info, log: return .info
        case warn, warning: return .warning
        case error, err, severe: return .error
        case debug, trace, verbose: return .debug
        case notice: return .notice
        case fatal, panic, critical, crit, alert, emerg: return .critical
        default: break
        }
        if matches(start, text.count, "informational") || matches(start, text.count, "information") {
            return .info
        }
        if matches(start, text.count, "emergency") { return .critical }
        // PostgreSQL's DEBUG1 to DEBUG5.
        return text.count == 6 && matches(start, 5, "debug") && start[5] &- 49 < 5 ? .debug : .unknown
    }

    /// The severity of a level's number: 0 to 7 are syslog's (RFC 5424), 10 to 60 bunyan's and pino's.
    static func severity(ofNumber level: Int64) -> Severity? {
        switch level {
        case 0...2: .critical
        case 3, 50: .error
        case 4, 40: .warning
        case 5: .notice
        case 6, 30: .info
        case 7, 10, 20: .debug
        case 60: .critical
        default: nil
        }
    }

    /// The word of a severity in records.
    static func name(_ severity: Severity) -> StaticString {
        switch severity {
        case .unknown: "unknown"
        case .debug: "debug"
        case .info: "info"
        case .notice: "notice"
        case .warning: "warning"
        case .error: "error"
        case .critical: "critical"
        }
    }
}
