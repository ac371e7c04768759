/// How an operation ended; the raw value is its number in persisted formats.
public enum RecordStatus: UInt8, Hashable, CaseIterable, Sendable {
    case success = 0
    case partialError = 1
    case error = 2
    case timeout = 3
    case denied = 4

    /// The word in records, answers and tables.
    public var name: String {
        switch self {
        case .success: "success"
        case .partialError: "partial_error"
        case .error: "error"
        case .timeout: "timeout"
        case .denied: "denied"
        }
    }
}
