/// The names by which fields of a record are known in logs, in order of precedence; docs/operation-log.md lists
/// them for users.
enum InputNames {
    private static let millisecond: UInt64 = 1_000_000

    /// Names of a field: the record's own first, then the others; a unit in nanoseconds where a bare number has
    /// one.
    struct Entry {
        var field: InputField
        var names: [(String, UInt64)]

        init(_ field: InputField, _ names: String...) {
            self.field = field
            self.names = names.map { ($0, millisecond) }
        }

        init(_ field: InputField, units names: [(String, UInt64)]) {
            self.field = field
            self.names = names
        }
    }

    static let all: [Entry] = [
        Entry(.timestamp, "timestamp", "ts", "time", "@timestamp", "datetime"),
        Entry(.kind, "kind"),
        Entry(.eventType, "event_type", "operation_type", "type", "event"),
        Entry(
            .operationName,
            "operation_name",
            "operation",
            "operationName",
            "name",
            "mutation_name",
            "request_context.operation"
        ),
        Entry(
            .duration,
            units: [
                ("duration_ms", millisecond), ("duration_us", 1000), ("duration_ns", 1),
                ("duration_s", 1_000_000_000), ("elapsed_ms", millisecond), ("latency_ms", millisecond),
                ("took", millisecond), ("duration", millisecond), ("latency", millisecond),
                ("elapsed", millisecond), ("metrics.duration_ms", millisecond),
            ]
        ),
        Entry(.status, "status", "result", "success"),
        Entry(.severity, "severity", "level", "levelname", "log.level"),
        Entry(.traceID, "trace_id", "traceId", "trace.id"),
        Entry(.traceParent, "traceparent"),
        Entry(.spanID, "span_id", "spanId", "span.id"),
        Entry(.parentSpanID, "parent_span_id", "parentSpanId", "parent.id"),
        Entry(.traceFlags, "trace_flags", "traceFlags"),
        Entry(.otherTraceID, "other_trace_id", "X-Trace-ID", "x-trace-id", "x_trace_id"),
        Entry(.requestID, "request_id", "requestId", "request.id", "request_context.request_id"),
        Entry(.userID, "user_id", "user", "user.id", "userId", "request_context.user_id"),
        Entry(.tenantID, "tenant_id", "tenant", "tenant.id", "tenantId", "request_context.org_id"),
        Entry(.ipAddress, "ip_address", "client_ip", "request_context.client_ip"),
        Entry(.resource, "resource"),
        Entry(.error, "error", "err", "error.message", "err.message", "exception"),
        Entry(.errorCode, "error_code", "error.code", "errorCode", "err.code"),
        Entry(.errorCount, "error_count", "errorCount"),
        Entry(.rowsAffected, "rows_affected", "rows", "row_count"),
        Entry(.fieldCount, "field_count", "fieldCount"),
        Entry(.responseBytes, "response_size_bytes"),
        Entry(.statement, "statement", "sql", "query", "db.statement"),
        Entry(.fingerprint, "fingerprint"),
        Entry(.queryID, "query_id", "queryId"),
        Entry(.database, "database"),
        Entry(.databaseUser, "db_user"),
        Entry(.applicationName, "application_name"),
        Entry(.pid, "pid"),
        Entry(.totalConnections, "total_connections", "pool.size"),
        Entry(.activeConnections, "active_connections", "pool.in_use"),
        Entry(.idleConnections, "idle_connections", "pool.idle"),
        Entry(.waitingRequests, "waiting_requests", "pool.waiting"),
        Entry(.averageWait, "avg_wait_time_ms"),
        Entry(.maximumWait, "max_wait_time_ms"),
        Entry(.cacheName, "cache_name"),
        Entry(.memoryBytes, "memory_bytes"),
        Entry(.entries, "entries"),
        Entry(
            .httpStatus,
            "http_status",
            "status_code",
            "statusCode",
            "http.status_code",
            "http.response.status_code"
        ),
        Entry(.errors, "errors"),
        Entry(.resultData, "data"),
        Entry(.attributes, "attributes"),
    ]

    /// Objects of Rust's tracing whose members are known by the same names, in order of precedence.
    static let places = ["fields", "span"]

    /// The field that a record's own name means.
    static func field(named name: String) -> InputField? {
        all.first { $0.names.first?.0 == name }?.field
    }

    /// Every input path that can mean `field`, apart from a source's own.
    static func paths(of field: InputField) -> [[String]] {
        all.filter { $0.field == field }.flatMap { entry in
            entry.names.flatMap { name, _ in
                [split(name)] + places.map { [$0] + split(name) }
            }
        }
    }

    static func split(_ name: String) -> [String] {
        name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
}
