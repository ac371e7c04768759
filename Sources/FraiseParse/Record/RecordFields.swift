public import FraiseModel

/// What a parser found in one line, before it becomes a record. Texts point into the line or into the
/// parser's scratch memory. One value is reused for every line (`removeAll`).
public struct RecordFields {
    /// Where the record begins in its file; decides whether a record without trace is sampled.
    public var offset: Int64 = 0
    /// An upper bound on the bytes of all texts as they will be written, when the parser knows one; 0: unknown.
    public var textBound = 0
    public var timestamp: Timestamp?
    public var kind: RecordKind?
    /// As written; the encoder puts it in lower case and makes it a key text.
    public var eventType = FieldText()
    public var operationName = FieldText()
    /// Nanoseconds; nil when there is none or it is out of range.
    public var duration: Int64?
    public var isDurationOutOfRange = false
    /// Decided by the rules of docs/operation-log.md; nil lets the encoder decide from `statusWord` and the rest.
    public var status: RecordStatus?
    /// An explicit word of the input, not yet understood.
    public var statusWord = FieldText()
    /// HTTP status code of the input.
    public var httpStatus: Int?
    /// The input has a GraphQL `errors` member that is not empty.
    public var hasErrors = false
    /// The input has a `data` member that is not null.
    public var hasResultData = false
    public var severity = FieldText()
    public var severityLevel = Severity.unknown
    public var traceID: TraceID?
    public var spanID: SpanID?
    public var parentSpanID: SpanID?
    public var traceFlags: UInt8?
    /// A trace identifier that is not W3C's, verbatim.
    public var otherTraceID = FieldText()
    public var requestID = FieldText()
    public var userID = FieldText()
    public var tenantID = FieldText()
    public var ipAddress = FieldText()
    public var resource = FieldText()
    public var error = FieldText()
    public var errorCode = FieldText()
    public var errorCount: Int64?
    public var rowsAffected: Int64?
    public var fieldCount: Int64?
    public var responseBytes: Int64?
    public var statement = FieldText()
    public var fingerprint = FieldText()
    public var queryID = FieldText()
    public var database = FieldText()
    public var databaseUser = FieldText()
    public var applicationName = FieldText()
    public var pid: Int64?
    public var totalConnections: Int64?
    public var activeConnections: Int64?
    public var idleConnections: Int64?
    public var waitingRequests: Int64?
    /// Milliseconds.
    public var averageWait: Double?
    /// Milliseconds.
    public var maximumWait: Double?
    public var cacheName = FieldText()
    public var memoryBytes: Int64?
    public var entries: Int64?
    /// Every other member, in order; written under `attributes`.
    public var attributes: [Attribute] = []

    /// A member of the input that has no field of its own.
    public struct Attribute {
        /// Absent: `value` is one or more whole members, `"a":1,"b":"x"`, verbatim.
        public var name: FieldText
        /// A JSON value, verbatim, or a text to be quoted.
        public var value: FieldText
        /// True when `value` is complete JSON, false when it is a text.
        public var isJSON: Bool

        /// An attribute from its parts.
        public init(name: FieldText, value: FieldText, isJSON: Bool) {
            self.name = name
            self.value = value
            self.isJSON = isJSON
        }
    }

    /// Nothing known.
    public init() {}
}
