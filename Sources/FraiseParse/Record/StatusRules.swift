internal import FraiseModel

/// How the status of a record follows from its fields: the first rule that holds.
enum StatusRules {
    /// The status that an explicit word stands for; nil when it says nothing about success.
    static func status(ofWord text: FieldText) -> RecordStatus? {
        guard let start = text.start else { return nil }
        switch text.count {
        case 2: return Words.matches(start, 2, "ok") ? .success : nil
        case 5: return Words.matches(start, 5, "error") ? .error : nil
        case 6:
            if Words.matches(start, 6, "denied") { return .denied }
            return Words.matches(start, 6, "failed") ? .error : nil
        case 7:
            if Words.matches(start, 7, "success") { return .success }
            if Words.matches(start, 7, "timeout") { return .timeout }
            return Words.matches(start, 7, "failure") ? .error : nil
        case 12: return Words.matches(start, 12, "partialerror") ? .partialError : nil
        case 13: return Words.matches(start, 13, "partial_error") ? .partialError : nil
        default: return nil
        }
    }

    /// The status by every rule after the explicit word.
    static func decide(_ fields: borrowing RecordFields, _ kind: RecordKind, _ severity: Severity)
        -> RecordStatus
    {
        if let status = status(ofWord: fields.statusWord) { return status }
        let http = fields.httpStatus
        let hasError = fields.error.count > 0
        if http == 504 || (hasError && isTimeout(fields.error)) || isTimeout(fields.errorCode) {
            return .timeout
        }
        if http == 401 || http == 403 { return .denied }
        if kind == .graphql, fields.hasErrors || (fields.errorCount ?? 0) > 0 {
            let isAnswered = http.map { (200...399).contains($0) } ?? false
            return isAnswered || fields.hasResultData ? .partialError : .error
        }
        if let http, http >= 400 { return .error }
        if hasError || severity == .error || severity == .critical { return .error }
        return .success
    }

    private static func isTimeout(_ text: FieldText) -> Bool {
        guard let start = text.start, text.count > 0 else { return false }
        return Words.contains(start, text.count, "timeout") || Words.contains(start, text.count, "timed out")
            || Words.contains(start, text.count, "timedout")
            || Words.contains(start, text.count, "deadline exceeded")
    }
}
