internal import FraiseModel

/// How the status of a record follows from its fields: the first rule that holds.
enum StatusRules {
    /// The status that an explicit word stands for; nil when it says nothing about success.
    static func status(ofWord text: FieldText) -> RecordStatus? {
        guard let start = text.start else { return nil }
        switch Words.packed(start, text.count) {
        case Words.ok, Words.success: return .success
        case Words.error, Words.failed, Words.failure: return .error
        case Words.timeout: return .timeout
        case Words.denied: return .denied
        default: break
        }
        let isPartial =
            Words.matches(start, text.count, "partial_error")
            || Words.matches(start, text.count, "partialerror")
        return isPartial ? .partialError : nil
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
