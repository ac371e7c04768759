public import FraiseModel

/// What a parser found in one line, before it becomes a record. Texts point into the line or into the
/// parser's scratch memory. One value is reused for every line (`removeAll`).
public struct RecordFields {
    /// Where the record begins in its file; decides whether a record without trace is sampled.
    public var offset: Int64 = 0
    /// An upper bound on the bytes of all texts as they will be written, when the parser knows one; 0: unknown.
    public var textBound = 0
    /// Event time.
    public var timestamp: Timestamp?
    /// As given; nil lets the encoder derive it from `eventType`.
    public var kind: RecordKind?
    /// As written; the encoder puts it in lower case and makes it a key text.
    public var eventType = FieldText()
    /// Empty or absent: anonymous.
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
    /// The word of the input.
    public var severity = FieldText()
    /// Its level where the parser knows it.
    public var severityLevel = Severity.unknown
    /// A valid W3C trace-id.
    public var traceID: TraceID?
    /// The span that the record is about.
    public var spanID: SpanID?
    /// The span that caused it.
    public var parentSpanID: SpanID?
    /// W3C trace-flags.
    public var traceFlags: UInt8?
    /// A trace identifier that is not W3C's, verbatim.
    public var otherTraceID = FieldText()
    /// `request_id`.
    public var requestID = FieldText()
    /// `user_id`.
    public var userID = FieldText()
    /// `tenant_id`.
    public var tenantID = FieldText()
    /// `ip_address`.
    public var ipAddress = FieldText()
    /// `Type:id`.
    public var resource = FieldText()
    /// Message of the error.
    public var error = FieldText()
    /// SQLSTATE and the like.
    public var errorCode = FieldText()
    /// Errors of a GraphQL answer.
    public var errorCount: Int64?
    /// Rows read or changed.
    public var rowsAffected: Int64?
    /// Fields of a GraphQL operation.
    public var fieldCount: Int64?
    /// Bytes of the answer.
    public var responseBytes: Int64?
    /// SQL text.
    public var statement = FieldText()
    /// Of the normalised statement.
    public var fingerprint = FieldText()
    /// PostgreSQL's `query_id`.
    public var queryID = FieldText()
    /// Name of the database.
    public var database = FieldText()
    /// Name of the database role.
    public var databaseUser = FieldText()
    /// `application_name` of the session.
    public var applicationName = FieldText()
    /// Process of the server.
    public var pid: Int64?
    /// Connections of the pool.
    public var totalConnections: Int64?
    /// Connections in use.
    public var activeConnections: Int64?
    /// Connections free.
    public var idleConnections: Int64?
    /// Requests that wait for a connection.
    public var waitingRequests: Int64?
    /// Milliseconds.
    public var averageWait: Double?
    /// Milliseconds.
    public var maximumWait: Double?
    /// Name of the cache.
    public var cacheName = FieldText()
    /// Bytes that a cache holds.
    public var memoryBytes: Int64?
    /// Entries that a cache holds.
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
