/// The figures of one record in a batch: what windows, summaries and the block table need, in fixed size.
public struct RecordEntry: Sendable {
    /// Event time.
    public var timestamp: Timestamp
    /// Duration in nanoseconds; −1 when unknown or out of range.
    public var duration: Int64
    /// Rows affected; 0 when unknown.
    public var rows: Int64
    /// Response size in bytes; 0 when unknown.
    public var responseBytes: Int64
    /// Where the record's line starts in the batch's bytes.
    public var offset: UInt32
    /// Length of the line with its LF; 0 when sampled out.
    public var length: UInt32
    /// Number of its key in the interner's numbering (`RecordBatch.newKeys`).
    public var key: UInt32
    public var kind: RecordKind
    public var status: RecordStatus
    public var severity: Severity
    public var flags: Flags

    /// What else is known of a record.
    public struct Flags: OptionSet, Sendable {
        public let rawValue: UInt8
        @inlinable
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// At or over the threshold of its type.
        public static let slow = Flags(rawValue: 1)
        /// Counted, but not kept: it is in the tally only.
        public static let sampledOut = Flags(rawValue: 2)
        /// A duration was given, but is negative or 2^53 ns and more.
        public static let durationOutOfRange = Flags(rawValue: 4)
        /// Carries a valid trace-id.
        public static let traced = Flags(rawValue: 8)
    }

    /// An entry from its parts.
    @inlinable
    public init(
        timestamp: Timestamp,
        duration: Int64,
        rows: Int64,
        responseBytes: Int64,
        offset: UInt32,
        length: UInt32,
        key: UInt32,
        kind: RecordKind,
        status: RecordStatus,
        severity: Severity,
        flags: Flags
    ) {
        self.timestamp = timestamp
        self.duration = duration
        self.rows = rows
        self.responseBytes = responseBytes
        self.offset = offset
        self.length = length
        self.key = key
        self.kind = kind
        self.status = status
        self.severity = severity
        self.flags = flags
    }

    @inlinable
    public var isSlow: Bool { flags.contains(.slow) }
    @inlinable
    public var isSampledOut: Bool { flags.contains(.sampledOut) }
}
