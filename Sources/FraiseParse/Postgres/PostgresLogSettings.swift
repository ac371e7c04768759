public import FraisePlatform

/// How the lines of a PostgreSQL log are to be read; one value per source.
public struct PostgresLogSettings: Hashable, Sendable {
    /// The server's `log_destination`.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Found from the file's name and its first line.
        case auto
        case stderr
        case csvlog
        case jsonlog
    }

    public var format = Format.auto
    /// The server's `log_line_prefix`; nil finds it from the lines.
    public var prefix: LogLinePrefix?
    /// Gives zone abbreviations other than UTC and GMT their meaning; nil leaves them unread.
    public var zone: TimeZoneRules?
    /// Whether literals of statements, key values of details, bind values and plans are shown.
    public var keepsLiterals = false

    /// Everything found out, literals redacted.
    public init() {}
}
