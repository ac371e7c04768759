internal import FraiseModel

/// The server's severity of a log entry (PostgreSQL, "Message Severity Levels"); the raw value is its number in
/// held records.
enum LogSeverity: UInt8 {
    case unknown = 0
    case debug, info, notice, warning, log, error, fatal, panic

    /// The record's severity.
    var severity: Severity {
        switch self {
        case .unknown: .unknown
        case .debug: .debug
        case .info, .log: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .fatal, .panic: .critical
        }
    }

    var isError: Bool { rawValue >= LogSeverity.error.rawValue }

    /// The severity that a word means in English, German, French or Spanish (`lc_messages`).
    init(_ word: UnsafeBufferPointer<UInt8>) {
        switch word.count {
        case 3 where LogSeverity.isSame(word, "LOG"): self = .log
        case 4 where LogSeverity.isSame(word, "INFO"): self = .info
        case 5 where LogSeverity.isSame(word, "ERROR"), 5 where LogSeverity.isSame(word, "FATAL"):
            self = word[0] == UInt8(ascii: "E") ? .error : .fatal
        case 5 where LogSeverity.isSame(word, "DEBUG"): self = .debug
        case 5 where LogSeverity.isSame(word, "PANIC"), 5 where LogSeverity.isSame(word, "PANIK"):
            self = .panic
        case 6 where LogSeverity.isSame(word, "NOTICE"): self = .notice
        case 6 where word[0] == UInt8(ascii: "D") && word[5] >= 49 && word[5] <= 53: self = .debug
        case 6 where LogSeverity.isSame(word, "FEHLER"): self = .error
        case 7 where LogSeverity.isSame(word, "WARNING"), 7 where LogSeverity.isSame(word, "WARNUNG"):
            self = .warning
        case 7 where LogSeverity.isSame(word, "HINWEIS"): self = .notice
        case 6 where LogSeverity.isSame(word, "ERREUR"): self = .error
        case 9 where LogSeverity.isSame(word, "ATTENTION"): self = .warning
        case 11 where LogSeverity.isSame(word, "ADVERTENCIA"): self = .warning
        default: self = .unknown
        }
    }

    static func isSame(_ word: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
        guard word.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<word.count where word[index] != text.utf8Start[index] { return false }
        return true
    }
}
