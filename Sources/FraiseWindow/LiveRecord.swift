public import FraiseModel

/// A record kept in memory.
public struct LiveRecord: Hashable, Sendable {
    public var timestamp: Timestamp
    public var kind: RecordKind
    public var eventType: String
    /// Nanoseconds; −1 when unknown.
    public var duration: Int64
    /// The record's line as in the archive: one JSON object, without the LF.
    public var line: [UInt8]

    /// A record from its parts.
    public init(timestamp: Timestamp, kind: RecordKind, eventType: String, duration: Int64, line: [UInt8]) {
        self.timestamp = timestamp
        self.kind = kind
        self.eventType = eventType
        self.duration = duration
        self.line = line
    }
}
