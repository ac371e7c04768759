import FraiseModel
import Testing

@testable import FraiseParse

@Suite struct RecordEncoderTests {
    @Test func writesEveryMemberInOrder() {
        let scratch = RecordScratch()
        let line = scratch.line { fields in
            fields.kind = .database
            fields.eventType = scratch.text("SELECT")
            fields.operationName = scratch.text("get \"user\"")
            fields.duration = 123_400_000
            fields.severity = scratch.text("ERROR")
            fields.traceID = TraceID(high: 0x4bf9_2f35_77b3_4da6, low: 0xa3ce_929d_0e0e_4736)
            fields.spanID = SpanID(0x00f0_67aa_0ba9_02b7)
            fields.parentSpanID = SpanID(1)
            fields.traceFlags = 0x1f
            fields.otherTraceID = scratch.text("x-1")
            fields.requestID = scratch.text("r")
            fields.userID = scratch.text("u")
            fields.tenantID = scratch.text("t")
            fields.ipAddress = scratch.text("10.0.0.7")
            fields.resource = scratch.text("User:1")
            fields.error = scratch.text("bad\u{0}\n\"\\ é")
            fields.errorCode = scratch.text("42P01")
            fields.errorCount = 1
            fields.rowsAffected = -5
            fields.fieldCount = 0
            fields.responseBytes = .max
            fields.statement = scratch.text("select \\u0000", escaped: true)
            fields.fingerprint = scratch.text("fp")
            fields.queryID = scratch.text("-77")
            fields.database = scratch.text("app")
            fields.databaseUser = scratch.text("web")
            fields.applicationName = scratch.text("psql")
            fields.pid = 4711
            fields.totalConnections = 20
            fields.activeConnections = 3
            fields.idleConnections = 17
            fields.waitingRequests = 0
            fields.averageWait = 1.5
            fields.maximumWait = 2
            fields.cacheName = scratch.text("c")
            fields.memoryBytes = 10
            fields.entries = 2
            fields.attributes = [
                .init(name: scratch.text("a\tb"), value: scratch.text("{\"x\": 1}"), isJSON: true),
                .init(name: scratch.text("c"), value: scratch.text("q\"q"), isJSON: false),
                .init(name: FieldText(), value: scratch.text("\"d\":1,\"e\":[]"), isJSON: true),
            ]
        }
        let expected =
            #"{"timestamp":"2023-11-14T22:13:20.123456Z","host":"web-1","source":"app","kind":"database","#
            + #""event_type":"select","operation_name":"get \"user\"","duration_ms":123.4,"status":"error","#
            + #""severity":"ERROR","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","#
            + #""parent_span_id":"0000000000000001","trace_flags":"1f","other_trace_id":"x-1","request_id":"r","#
            + #""user_id":"u","tenant_id":"t","ip_address":"10.0.0.7","resource":"User:1","#
            + #""error":"bad\u0000\n\"\\ é","error_code":"42P01","error_count":1,"rows_affected":-5,"#
            + #""field_count":0,"response_size_bytes":9223372036854775807,"statement":"select \u0000","#
            + #""fingerprint":"fp","query_id":"-77","database":"app","db_user":"web","application_name":"psql","#
            + #""pid":4711,"total_connections":20,"active_connections":3,"idle_connections":17,"#
            + #""waiting_requests":0,"avg_wait_time_ms":1.5,"max_wait_time_ms":2,"cache_name":"c","#
            + #""memory_bytes":10,"entries":2,"slow":true,"#
            + #""attributes":{"a\tb":{"x": 1},"c":"q\"q","d":1,"e":[]}}"#
        #expect(line == expected)
        #expect(scratch.batch.pools.count == 1)
        #expect(
            scratch.batch.caches == [
                CacheSample(
                    timestamp: Timestamp(microseconds: 1_700_000_000_123_456),
                    name: "c",
                    entries: 2,
                    memoryBytes: 10
                )
            ]
        )
    }

    @Test func leavesOutWhatIsAbsent() {
        let line = RecordScratch().line { _ in }
        #expect(
            line
                == #"{"timestamp":"2023-11-14T22:13:20.123456Z","host":"web-1","source":"app","kind":"other","status":"success"}"#
        )
    }

    @Test(
        arguments: [
            (0, "0"), (1, "0.000001"), (999_999, "0.999999"), (1_000_000, "1"), (25_288_000, "25.288"),
            (9_007_199_254_740_991, "9007199254.740991"), (120_000_000, "120"),
        ] as [(Int64, String)]
    )
    func writesDurationsExactly(nanoseconds: Int64, text: String) {
        let line = RecordScratch().line { $0.duration = nanoseconds }
        #expect(line.contains("\"duration_ms\":\(text),"))
    }

    @Test func refusesRecordsWithoutUsableTime() {
        let scratch = RecordScratch()
        var fields = RecordFields()
        #expect(scratch.encoder.append(&fields, source: "s", to: scratch.batch) == .rejected(.noTimestamp))
        for out in [Timestamp(microseconds: -1), Timestamp.limit] {
            fields.timestamp = out
            #expect(
                scratch.encoder.append(&fields, source: "s", to: scratch.batch)
                    == .rejected(.timestampOutOfRange)
            )
        }
        #expect(scratch.batch.entries.isEmpty)
    }

    @Test func numbersKeysOncePerCanonicalText() {
        let scratch = RecordScratch()
        _ = scratch.line { $0.eventType = scratch.text("QUERY") }
        _ = scratch.line { $0.eventType = scratch.text("query") }
        _ = scratch.line { $0.eventType = scratch.text("qu\\u0065ry", escaped: true) }
        _ = scratch.line { $0.eventType = scratch.text("hit") }
        #expect(scratch.batch.entries.map(\.key) == [0, 0, 0, 1])
        #expect(scratch.batch.entries.map(\.kind) == [.graphql, .graphql, .graphql, .cache])
        #expect(
            scratch.batch.newKeys == [
                WindowKey(kind: .graphql, eventType: "query", operationName: ""),
                WindowKey(kind: .cache, eventType: "hit", operationName: ""),
            ]
        )
        let next = RecordBatch()
        scratch.encoder.begin(next)
        #expect(next.firstNewKey == 2)
        #expect(next.newKeys.isEmpty)
    }

    @Test func startsNumberingAgainAtTheBound() {
        let scratch = RecordScratch()
        for number in 0..<KeyInterner.keyLimit {
            var fields = RecordFields()
            fields.timestamp = Timestamp(seconds: 1)
            fields.operationName = scratch.text("o\(number)")
            scratch.batch.byteCount = 0
            #expect(scratch.encoder.append(&fields, source: "app", to: scratch.batch) == .kept)
        }
        #expect(scratch.batch.newKeys.count == KeyInterner.keyLimit)
        scratch.batch.removeAll()
        scratch.encoder.begin(scratch.batch)
        #expect(scratch.batch.firstNewKey == 0)
        _ = scratch.line { $0.operationName = scratch.text("o77") }
        #expect(scratch.batch.entries.last?.key == 0)
        #expect(scratch.batch.newKeys.map(\.operationName) == ["o77"])
    }

    @Test func cutsLongKeyTextsAndReplacesControlCharacters() {
        let scratch = RecordScratch()
        let long = String(repeating: "é", count: 200)
        _ = scratch.line { $0.operationName = scratch.text(long) }
        _ = scratch.line { $0.operationName = scratch.text("a\\u0000b\\n\\ud800c", escaped: true) }
        let names = scratch.batch.newKeys.map(\.operationName)
        // SHA-256 of the 400 bytes, first 16 digits.
        #expect(names[0] == String(repeating: "é", count: 118) + "…" + "df20b2aa6262e99e")
        #expect(names[0].utf8.count <= KeyText.limit)
        #expect(names[1] == "a\u{FFFD}b\u{FFFD}\u{FFFD}c")
        #expect(scratch.lines[1].contains("\"operation_name\":\"a\u{FFFD}b\u{FFFD}\u{FFFD}c\""))
    }

    @Test func refusesWhatDoesNotFitUnlessItIsAlone() {
        let scratch = RecordScratch()
        let half = scratch.text(String(repeating: "x", count: RecordBatch.limit / 2))
        #expect(!scratch.line { $0.statement = half }.isEmpty)
        let before = scratch.batch.byteCount
        #expect(scratch.line { $0.statement = half }.isEmpty)
        #expect(scratch.batch.byteCount == before)
        #expect(scratch.batch.entries.count == 1)
        let alone = RecordScratch()
        let big = alone.text(String(repeating: "\u{1}", count: RecordBatch.limit * 2))
        #expect(alone.line { $0.statement = big }.utf8.count > RecordBatch.limit * 12)
    }

    @Test func decidesSlowByType() {
        let cases: [(RecordKind, String, Int64, Bool)] = [
            (.graphql, "query", 99_999_999, false), (.graphql, "query", 100_000_000, true),
            (.graphql, "mutation", 499_999_999, false), (.graphql, "subscription", 500_000_000, true),
            (.database, "select", 100_000_000, true), (.cache, "hit", 10_000_000, true),
            (.cache, "hit", 9_999_999, false), (.other, "x", 10_000_000_000, false),
        ]
        for (kind, event, duration, isSlow) in cases {
            let scratch = RecordScratch()
            _ = scratch.line {
                $0.kind = kind
                $0.eventType = scratch.text(event)
                $0.duration = duration
            }
            #expect(scratch.batch.entries[0].isSlow == isSlow, "\(kind) \(event) \(duration)")
        }
    }

    @Test func samplesByTraceAndNeverErrors() {
        var settings = ParseSettings(host: "h")
        settings.samplingRate = 0.25
        let scratch = RecordScratch(settings)
        var kept = 0
        for number in 1...2000 {
            var fields = RecordFields()
            fields.timestamp = Timestamp(seconds: 1)
            fields.traceID = TraceID(high: UInt64(number), low: 1)
            let outcome = scratch.encoder.append(&fields, source: "s", to: scratch.batch)
            let again = scratch.encoder.append(&fields, source: "other", to: scratch.batch)
            #expect(outcome == again)
            if outcome == .kept { kept += 1 }
            fields.status = .error
            #expect(scratch.encoder.append(&fields, source: "s", to: scratch.batch) == .kept)
        }
        #expect((400...600).contains(kept))
        #expect(scratch.batch.entries.count == 6000)
        #expect(scratch.batch.entries.filter(\.isSampledOut).allSatisfy { $0.length == 0 })
        for kind in [RecordKind.security, .server] {
            for number in 0..<50 {
                var fields = RecordFields()
                fields.timestamp = Timestamp(seconds: 1)
                fields.kind = kind
                fields.offset = Int64(number)
                #expect(scratch.encoder.append(&fields, source: "s", to: scratch.batch) == .kept)
            }
        }
    }
}
