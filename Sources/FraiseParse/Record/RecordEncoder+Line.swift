internal import FraiseModel

extension RecordEncoder {
    /// Writes the archive's line of a record with its LF and returns the end. Members stand in the order of
    /// docs/operation-log.md; absent ones are left out.
    func write(
        _ fields: borrowing RecordFields,
        _ timestamp: Timestamp,
        _ key: KeyInterner.Known,
        _ status: RecordStatus,
        _ level: Severity,
        _ isSlow: Bool,
        to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var line = LineWriter(target: start)
        writeHead(timestamp, &line)
        line.copy(key.fragment, Int(key.fragmentCount))
        if let duration = fields.duration, duration >= 0 {
            line.literal("\"duration_ms\":")
            line.milliseconds(duration)
            line.byte(UInt8(ascii: ","))
        }
        switch status {
        case .success: line.literal("\"status\":\"success\"")
        case .partialError: line.literal("\"status\":\"partial_error\"")
        case .error: line.literal("\"status\":\"error\"")
        case .timeout: line.literal("\"status\":\"timeout\"")
        case .denied: line.literal("\"status\":\"denied\"")
        }
        writeSeverity(fields, level, &line)
        writeTrace(fields, &line)
        RecordEncoder.text(fields.requestID, ",\"request_id\":\"", &line)
        RecordEncoder.text(fields.userID, ",\"user_id\":\"", &line)
        RecordEncoder.text(fields.tenantID, ",\"tenant_id\":\"", &line)
        RecordEncoder.text(fields.ipAddress, ",\"ip_address\":\"", &line)
        RecordEncoder.text(fields.resource, ",\"resource\":\"", &line)
        RecordEncoder.text(fields.error, ",\"error\":\"", &line)
        RecordEncoder.text(fields.errorCode, ",\"error_code\":\"", &line)
        RecordEncoder.integer(fields.errorCount, ",\"error_count\":", &line)
        RecordEncoder.integer(fields.rowsAffected, ",\"rows_affected\":", &line)
        RecordEncoder.integer(fields.fieldCount, ",\"field_count\":", &line)
        RecordEncoder.integer(fields.responseBytes, ",\"response_size_bytes\":", &line)
        RecordEncoder.text(fields.statement, ",\"statement\":\"", &line)
        RecordEncoder.text(fields.fingerprint, ",\"fingerprint\":\"", &line)
        RecordEncoder.text(fields.queryID, ",\"query_id\":\"", &line)
        RecordEncoder.text(fields.database, ",\"database\":\"", &line)
        RecordEncoder.text(fields.databaseUser, ",\"db_user\":\"", &line)
        RecordEncoder.text(fields.applicationName, ",\"application_name\":\"", &line)
        RecordEncoder.integer(fields.pid, ",\"pid\":", &line)
        RecordEncoder.integer(fields.totalConnections, ",\"total_connections\":", &line)
        RecordEncoder.integer(fields.activeConnections, ",\"active_connections\":", &line)
        RecordEncoder.integer(fields.idleConnections, ",\"idle_connections\":", &line)
        RecordEncoder.integer(fields.waitingRequests, ",\"waiting_requests\":", &line)
        RecordEncoder.number(fields.averageWait, ",\"avg_wait_time_ms\":", &line)
        RecordEncoder.number(fields.maximumWait, ",\"max_wait_time_ms\":", &line)
        RecordEncoder.text(fields.cacheName, ",\"cache_name\":\"", &line)
        RecordEncoder.integer(fields.memoryBytes, ",\"memory_bytes\":", &line)
        RecordEncoder.integer(fields.entries, ",\"entries\":", &line)
        if isSlow { line.literal(",\"slow\":true") }
        if !fields.attributes.isEmpty { writeAttributes(fields, &line) }
        line.literal("}\n")
        return line.target
    }

    @inline(__always)
    private func writeSeverity(_ fields: borrowing RecordFields, _ level: Severity, _ line: inout LineWriter)
    {
        if fields.severity.count > 0 {
            line.literal(",\"severity\":\"")
            line.text(fields.severity)
            line.byte(UInt8(ascii: "\""))
        } else if level != .unknown {
            line.literal(",\"severity\":\"")
            let name = Words.name(level)
            line.copy(name.utf8Start, name.utf8CodeUnitCount)
            line.byte(UInt8(ascii: "\""))
        }
    }

    @inline(__always)
    private func writeTrace(_ fields: borrowing RecordFields, _ line: inout LineWriter) {
        if let trace = fields.traceID {
            line.literal(",\"trace_id\":\"")
            line.hexadecimal(trace.high)
            line.hexadecimal(trace.low)
            line.byte(UInt8(ascii: "\""))
        }
        if let span = fields.spanID {
            line.literal(",\"span_id\":\"")
            line.hexadecimal(span.value)
            line.byte(UInt8(ascii: "\""))
        }
        if let span = fields.parentSpanID {
            line.literal(",\"parent_span_id\":\"")
            line.hexadecimal(span.value)
            line.byte(UInt8(ascii: "\""))
        }
        if let flags = fields.traceFlags {
            line.literal(",\"trace_flags\":\"")
            let word = LineWriter.hexadecimalDigits(UInt32(flags) << 24)
            line.byte(UInt8(truncatingIfNeeded: word))
            line.byte(UInt8(truncatingIfNeeded: word >> 8))
            line.byte(UInt8(ascii: "\""))
        }
        RecordEncoder.text(fields.otherTraceID, ",\"other_trace_id\":\"", &line)
    }

    /// A text that is absent or empty is left out.
    @inline(__always)
    private static func text(_ text: FieldText, _ name: StaticString, _ line: inout LineWriter) {
        guard text.count > 0 else { return }
        line.literal(name)
        line.text(text)
        line.byte(UInt8(ascii: "\""))
    }

    @inline(__always)
    private static func integer(_ value: Int64?, _ name: StaticString, _ line: inout LineWriter) {
        guard let value else { return }
        line.literal(name)
        line.integer(value)
    }

    @inline(__always)
    private static func number(_ value: Double?, _ name: StaticString, _ line: inout LineWriter) {
        guard let value, value.isFinite else { return }
        line.literal(name)
        line.number(value)
    }

    private func writeAttributes(_ fields: borrowing RecordFields, _ line: inout LineWriter) {
        line.literal(",\"attributes\":{")
        // Each attribute is followed by a comma; the last one's becomes the closing brace.
        fields.attributes.withUnsafeBufferPointer { attributes in
            for attribute in attributes {
                if attribute.name.isPresent {
                    line.byte(UInt8(ascii: "\""))
                    line.text(attribute.name)
                    line.literal("\":")
                }
                if attribute.isJSON {
                    if let start = attribute.value.start { line.copy(start, attribute.value.count) }
                } else {
                    line.byte(UInt8(ascii: "\""))
                    line.text(attribute.value)
                    line.byte(UInt8(ascii: "\""))
                }
                line.byte(UInt8(ascii: ","))
            }
        }
        line.target[-1] = UInt8(ascii: "}")
    }
}
