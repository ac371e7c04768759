/// A set of log files of one type.
public struct SourceConfiguration: Hashable, Sendable {
    /// What the lines are.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A JSONL operation log.
        case operations
        /// A PostgreSQL server log.
        case postgresql
    }

    /// Where a file begins that was there before the archive first saw the source.
    public enum Start: String, Hashable, Sendable, CaseIterable {
        case beginning, end
    }

    /// What becomes of a line without a timestamp.
    public enum TimestampRule: String, Hashable, Sendable, CaseIterable {
        /// It is a reject.
        case required
        /// It takes the last timestamp of its file.
        case previous
    }

    /// Log format of a PostgreSQL server.
    public enum PostgresFormat: String, Hashable, Sendable, CaseIterable {
        case auto, stderr, csvlog, jsonlog
    }

    /// What becomes of literals in statements, DETAIL keys, bind values and plans.
    public enum Literals: String, Hashable, Sendable, CaseIterable {
        case redact, keep
    }

    /// Name in records and answers: 1 to 63 of A–Z a–z 0–9 . _ -
    public var name: String
    public var kind: Kind
    /// Glob patterns, absolute or relative to the working directory.
    public var paths: [String]
    /// Glob patterns of files that are left out.
    public var exclude: [String] = []
    public var start = Start.beginning
    /// Longer without a line is degraded; nil is off.
    public var expectEvery: DurationValue?

    /// Of `operations`.
    public var timestamp = TimestampRule.required
    /// Of `operations`: names of the input before the usual ones.
    public var fields: [FieldMapping] = []

    /// Of `postgresql`.
    public var format = PostgresFormat.auto
    /// Of `postgresql`, for stderr; nil is auto.
    public var logLinePrefix: String?
    /// Of `postgresql`: IANA name of the zone of timestamps without an offset; nil is auto.
    public var timeZone: String?
    /// Of `postgresql`.
    public var literals = Literals.redact

    /// A source with defaults for the rest.
    public init(name: String, kind: Kind, paths: [String]) {
        self.name = name
        self.kind = kind
        self.paths = paths
    }
}
