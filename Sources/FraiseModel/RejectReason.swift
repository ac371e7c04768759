/// Why a line yields no record; the raw value is its number in persisted formats.
public enum RejectReason: UInt8, Hashable, CaseIterable, Sendable {
    case invalidUTF8 = 0
    /// Text that is no JSON at all.
    case notJSON = 1
    /// JSON that breaks off or is damaged.
    case invalidJSON = 2
    /// Valid JSON, but no object.
    case notAnObject = 3
    case tooDeep = 4
    case noTimestamp = 5
    case timestampOutOfRange = 6
    /// Over 16 MiB.
    case lineTooLong = 7
    /// Does not fit the configured or detected format of a PostgreSQL log.
    case unknownFormat = 8
    /// A csvlog line with another number of columns, or unbalanced quotes.
    case invalidCSV = 9
    /// A gzip source is damaged from here on.
    case damagedGzip = 10

    /// The word in answers.
    public var name: String {
        switch self {
        case .invalidUTF8: "invalid_utf8"
        case .notJSON: "not_json"
        case .invalidJSON: "invalid_json"
        case .notAnObject: "not_an_object"
        case .tooDeep: "too_deep"
        case .noTimestamp: "no_timestamp"
        case .timestampOutOfRange: "timestamp_out_of_range"
        case .lineTooLong: "line_too_long"
        case .unknownFormat: "unknown_format"
        case .invalidCSV: "invalid_csv"
        case .damagedGzip: "damaged_gzip"
        }
    }
}
