/// A name of the input that means a field of the record.
public struct FieldMapping: Hashable, Sendable {
    /// Unit of a number in the input.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        case nanoseconds = "ns"
        case microseconds = "us"
        case milliseconds = "ms"
        case seconds = "s"

        /// Nanoseconds in one.
        public var nanoseconds: Int64 {
            switch self {
            case .nanoseconds: 1
            case .microseconds: 1000
            case .milliseconds: 1_000_000
            case .seconds: 1_000_000_000
            }
        }
    }

    /// The record's field, by its name in the record (`duration_ms`).
    public var field: String
    /// The name in the input; dots reach into objects.
    public var input: String
    /// Only of fields that are times; nil means the usual rules.
    public var unit: Unit?

    /// A mapping from its parts.
    public init(field: String, input: String, unit: Unit? = nil) {
        self.field = field
        self.input = input
        self.unit = unit
    }

    /// `took:ns`
    public var text: String { input + (unit.map { ":" + $0.rawValue } ?? "") }

    /// Fields that are times and so take a unit.
    static let timed: Set<String> = ["duration_ms", "avg_wait_time_ms", "max_wait_time_ms"]

    /// Fields that an input name can be given for; the others are the agent's own.
    static let fields: [String] = [
        "timestamp", "kind", "event_type", "operation_name", "duration_ms", "status", "severity", "trace_id",
        "span_id", "parent_span_id", "trace_flags", "other_trace_id", "request_id", "user_id", "tenant_id",
        "ip_address", "resource", "error", "error_code", "error_count", "rows_affected", "field_count",
        "response_size_bytes", "statement", "fingerprint", "query_id", "database", "db_user",
        "application_name", "pid", "total_connections", "active_connections", "idle_connections",
        "waiting_requests", "avg_wait_time_ms", "max_wait_time_ms", "cache_name", "memory_bytes", "entries",
    ]
}
