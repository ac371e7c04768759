/// Severity of a record; the raw value is its number in persisted formats.
public enum Severity: UInt8, Hashable, CaseIterable, Sendable {
    case unknown = 0
    case debug = 1
    case info = 2
    case notice = 3
    case warning = 4
    case error = 5
    case critical = 6
}
