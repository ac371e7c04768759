public import FraiseModel

/// An event of a PostgreSQL server's log: a record of kind `server` as the archive holds it. Absent is nil.
public struct ServerEventRow: Hashable, Sendable {
    /// 16 bytes.
    public var archive: [UInt8]
    public var segment: Int64
    /// The record's number in the segment.
    public var ordinal: Int64
    public var host: String
    /// The configured source.
    public var source: String
    public var at: Timestamp
    /// `checkpoint`, `deadlock`, `lock_wait` …
    public var eventType: String
    public var severity: String?
    /// SQLSTATE.
    public var errorCode: String?
    public var message: String?
    /// Nanoseconds.
    public var duration: Int64?
    public var database: String?
    public var user: String?
    public var applicationName: String?
    public var pid: Int64?
    /// 32 hexadecimal digits.
    public var traceID: String?

    /// An event with what every event has.
    public init(
        archive: [UInt8],
        segment: Int64,
        ordinal: Int64,
        host: String,
        source: String,
        at: Timestamp,
        eventType: String
    ) {
        self.archive = archive
        self.segment = segment
        self.ordinal = ordinal
        self.host = host
        self.source = source
        self.at = at
        self.eventType = eventType
    }
}
