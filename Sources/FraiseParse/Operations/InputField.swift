/// What a member of the input can mean. The raw value is an index into the parser's table of what a line has.
enum InputField: UInt8, CaseIterable {
    case timestamp, kind, eventType, operationName, duration, status, severity
    case traceID, spanID, parentSpanID, traceFlags, otherTraceID, traceParent
    case requestID, userID, tenantID, ipAddress, resource, error, errorCode
    case errorCount, rowsAffected, fieldCount, responseBytes
    case statement, fingerprint, queryID, database, databaseUser, applicationName, pid
    case totalConnections, activeConnections, idleConnections, waitingRequests, averageWait, maximumWait
    case cacheName, memoryBytes, entries
    // Read for the status, but kept among the attributes: records have no member for them.
    case httpStatus, errors, resultData
    /// The record's own `attributes`, whose members are attributes again.
    case attributes
    /// An object that is only looked into.
    case none
}
