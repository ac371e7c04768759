import FraiseModel
import FraisePlatform
import Testing

@testable import FraiseParse

@Suite struct OperationsParserTests {
    @Test func readsAPlainLine() {
        let run = OperationsRun()
        run.read(
            #"{"ts":"2026-11-22T10:15:30.066422Z","level":"info","kind":"database","event":"insert","operation":"batchReview","#
                + #""traceparent":"00-af4eedf5425e2821f730017423437b8a-a456f53e20aaae69-01","duration_ms":25.288,"status":"ok","#
                + #""rows":48,"user":"u13178","sql":"INSERT INTO sessions (id, data) VALUES ($1, $2)","#
                + #""pool":{"size":20,"in_use":11,"waiting":0},"depth":5,"client":"web/4.14"}"# + "\n"
        )
        #expect(
            run.lines == [
                #"{"timestamp":"2026-11-22T10:15:30.066422Z","host":"web-1","source":"app","kind":"database","#
                    + #""event_type":"insert","operation_name":"batchReview","duration_ms":25.288,"status":"success","#
                    + #""severity":"info","trace_id":"af4eedf5425e2821f730017423437b8a","span_id":"a456f53e20aaae69","#
                    + #""trace_flags":"01","user_id":"u13178","rows_affected":48,"#
                    + #""statement":"INSERT INTO sessions (id, data) VALUES ($1, $2)","total_connections":20,"#
                    + #""active_connections":11,"waiting_requests":0,"attributes":{"depth":5,"client":"web/4.14"}}"#
            ]
        )
        #expect(run.entries[0].duration == 25_288_000)
        #expect(run.entries[0].rows == 48)
        #expect(run.entries[0].flags == .traced)
    }

    @Test(
        arguments: [
            // Precedence: own names, then the others in order; losers are attributes.
            (#""user":"a","user_id":"b""#, ["user_id": "b", "attributes": "{user}"]),
            (#""userId":"a","user":"b""#, ["user_id": "b", "attributes": "{userId}"]),
            (#""rows":"5""#, ["rows_affected": "5"]),
            (
                #""rows_affected":"x","rows":5,"row_count":6"#,
                ["rows_affected": "5", "attributes": "{row_count,rows_affected}"]
            ),
            (#""rows":-1"#, ["attributes": "{rows}"]), (#""rows":1.5"#, ["attributes": "{rows}"]),
            (#""rows":2e1"#, ["rows_affected": "20"]),
            // Absent: null and empty texts.
            (#""user_id":null,"tenant_id":"","user":"x""#, ["user_id": "x"]),
            // Paths.
            (#""user":{"id":7}"#, ["user_id": "7"]),
            (#""user":{"id":7,"name":"x"}"#, ["user_id": "7", "attributes": "{user}"]),
            (#""user":{},"x":1"#, ["attributes": "{user,x}"]),
            (#""user.id":"d""#, ["user_id": "d"]),
            (#""db":{"statement":"SELECT 1"}"#, ["statement": "SELECT 1"]),
            (
                #""request_context":{"request_id":"r","operation":"GetUser","user_id":"u","client_ip":"::1"},"metrics":{"duration_ms":4.5}"#,
                [
                    "request_id": "r", "operation_name": "GetUser", "user_id": "u", "ip_address": "::1",
                    "duration_ms": "4.5",
                ]
            ),
            // A better name takes the place of one within an object, which then stays.
            (
                #""pool":{"size":5},"total_connections":6"#,
                ["total_connections": "6", "attributes": "{pool}"]
            ),
            // Durations.
            (#""duration_us":1500"#, ["duration_ms": "1.5"]), (#""took":"1m2s""#, ["duration_ms": "62000"]),
            (#""elapsed_ms":"152""#, ["duration_ms": "152"]),
            (#""latency":"152 ms""#, ["duration_ms": "152"]),
            (
                #""duration_s":0.25,"duration_ns":7"#,
                ["duration_ms": "0.000007", "attributes": "{duration_s}"]
            ),
            (#""duration_ms":-1"#, ["attributes": "{duration_ms}"]),
            // Duplicates: the last counts, also when escapes hide it.
            (#""user":"a","user":"b""#, ["user_id": "b"]), (#""user":"a","\u0075ser":null"#, [:]),
            (#""x":1,"y":2,"\u0078":3"#, ["attributes": "{x,y}"]),
            (#""user":"a","x":1,"user":"b","x":2"#, ["user_id": "b", "attributes": "{x}"]),
            // Traces.
            (
                #""traceparent":"00-af4eedf5425e2821f730017423437b8a-a456f53e20aaae69-00","traceId":"11111111111111111111111111111111""#,
                [
                    "trace_id": "af4eedf5425e2821f730017423437b8a", "span_id": "a456f53e20aaae69",
                    "trace_flags": "00", "attributes": "{traceId}",
                ]
            ),
            (
                #""trace_id":"11111111111111111111111111111111","traceparent":"00-af4eedf5425e2821f730017423437b8a-a456f53e20aaae69-00""#,
                ["trace_id": "11111111111111111111111111111111", "attributes": "{traceparent}"]
            ),
            (
                #""trace":{"id":"AF4EEDF5425E2821F730017423437B8A"},"span_id":"a456f53e20aaae69""#,
                ["trace_id": "af4eedf5425e2821f730017423437b8a", "span_id": "a456f53e20aaae69"]
            ),
            (
                #""trace_id":"550e8400-e29b-41d4-a716-446655440000""#,
                ["other_trace_id": "550e8400-e29b-41d4-a716-446655440000"]
            ),
            (#""X-Trace-ID":"abc""#, ["other_trace_id": "abc"]),
            (
                #""traceparent":"00-00000000000000000000000000000000-a456f53e20aaae69-00""#,
                ["attributes": "{traceparent}"]
            ),
            (#""span_id":"xyz""#, ["attributes": "{span_id}"]),
            // Rust tracing.
            (
                #""fields":{"message":"m","elapsed_ms":"152","operation_name":"Some(\"GetUser\")"},"span":{"name":"request"}"#,
                ["operation_name": "GetUser", "duration_ms": "152", "attributes": "{fields,span}"]
            ),
            (#""fields":{"operation_name":"None","user_id":"Some(5)"}"#, ["user_id": "5"]),
            (#""fields":{"user_id":"Some(\"a\\\"b\\u{e9}\")"}"#, ["user_id": "a\"bé"]),
            (
                #""span":{"name":"request"},"fields":{"mutation_name":"createUser"}"#,
                ["operation_name": "createUser", "attributes": "{span}"]
            ),
            // Kinds of values that are none of ours.
            (
                #""fields":5,"error":false,"kind":"nonsense","user":[1]"#,
                ["attributes": "{error,fields,kind,user}"]
            ),
            // A record read again.
            (#""attributes":{"a":1,"b":2},"b":3"#, ["attributes": "{a,b}"]),
            (#""level":30"#, ["severity": "info", "attributes": "{level}"]),
        ] as [(String, [String: String])]
    )
    func findsFields(members: String, expected: [String: String]) {
        #expect(OperationsRun.fields(members) == expected)
    }

    @Test(
        arguments: [
            (#""status":"OK""#, "success"), (#""status":"failed""#, "error"),
            (#""status":"partial_error","error":"x""#, "partial_error"),
            (#""status":"timeout""#, "timeout"), (#""result":"denied""#, "denied"),
            (#""success":false"#, "error"),
            (#""status":"ok","error":"x","status_code":500"#, "success"),
            (#""status":504"#, "timeout"), (#""error":"statement timeout","status":403"#, "timeout"),
            (#""status":"403""#, "denied"), (#""status_code":401,"error":"x""#, "denied"),
            (#""kind":"graphql","errors":[{"message":"m"}],"status":200"#, "partial_error"),
            (#""kind":"graphql","errors":[{"message":"m"}],"data":{"a":1}"#, "partial_error"),
            (#""kind":"graphql","errors":[{"message":"m"}],"data":null"#, "error"),
            (#""kind":"graphql","errors":[ ],"error_count":0"#, "success"),
            (#""kind":"graphql","error_count":2,"status":302"#, "partial_error"),
            (#""kind":"database","errors":[1]"#, "success"),
            (#""status":404"#, "error"), (#""error":"boom""#, "error"), (#""error":"""#, "success"),
            (#""level":"FATAL""#, "error"), (#""level":"warn""#, "success"), (#""level":50"#, "error"),
            (#""status":"COMMITTED""#, "success"), (#""error":{"message":"deadline exceeded"}"#, "timeout"),
        ] as [(String, String)]
    )
    func decidesStatus(members: String, status: String) {
        #expect(OperationsRun.record(#"{"ts":1700000000,"# + members + "}")["status"]?.text == status)
    }

    @Test(
        arguments: [
            ("query", "graphql"), ("MUTATION", "graphql"), ("hit", "cache"), ("SELECT", "database"),
            ("bind", "database"),
            ("auth.failure", "security"), ("query.timeout", "security"), ("checkpoint", "server"),
            ("thing", "other"),
        ])
    func derivesKind(event: String, kind: String) {
        let record = OperationsRun.record(#"{"ts":1700000000,"event_type":""# + event + #""}"#)
        #expect(record["kind"]?.text == kind)
        #expect(record["event_type"]?.text == event.lowercased())
    }

    @Test(
        arguments: [
            ("plain text", .notJSON), ("[1,2]", .notAnObject), ("\"x\"", .notAnObject), ("12", .notAnObject),
            (#"{"a":1"#, .invalidJSON), (#"{"ts":1700000000} x"#, .invalidJSON), (#"{"a":1}"#, .noTimestamp),
            (#"{"ts":"yesterday"}"#, .noTimestamp), (#"{"ts":-5}"#, .timestampOutOfRange),
            ("x {", .notJSON), ("10:15:30 INFO {a} {b}", .notJSON),
            (#"{"a":"# + String(repeating: "[", count: 200), .tooDeep),
        ] as [(String, RejectReason)]
    )
    func tellsWhyALineIsRejected(line: String, reason: RejectReason) {
        let run = OperationsRun()
        run.read("\n" + line + "\n\n")
        #expect(run.rejects == [Reject(reason: reason, offset: 1, length: Int64(line.utf8.count) + 1)])
        #expect(run.ledger.rejectedBytes == Int64(line.utf8.count) + 1)
        #expect(run.ledger.skippedBytes == 2)
        #expect(run.ledger.lines == 3)
        #expect(run.ledger.rejects[Int(reason.rawValue)] == 1)
        #expect(run.lines.isEmpty)
    }

    @Test func rejectsInvalidUTF8() {
        let run = OperationsRun()
        run.read(Array(#"{"ts":1700000000,"a":""#.utf8) + [0xFF, 0xC3] + Array("\"}\n".utf8))
        run.read(Array("text ".utf8) + [0x80, 0x0A])
        #expect(run.rejects.map(\.reason) == [.invalidUTF8, .invalidUTF8])
    }

    @Test func skipsMarksAndTakesEveryLineEnd() {
        let run = OperationsRun()
        run.read("\u{FEFF}{\"ts\":1}\r\n   \r\n{\"ts\":2,\"a\":\"x\"}")
        #expect(run.lines.count == 2)
        #expect(run.ledger.skippedBytes == 5)
        #expect(run.ledger.parsedBytes == run.offset - 5)
        #expect(run.rejects.isEmpty)
    }

    @Test func takesThePreviousTimestampWhereAllowed() {
        let lines = "{\"a\":0}\n{\"ts\":1700000000}\n{\"a\":1}\n{\"ts\":-1}\n"
        let required = OperationsRun()
        required.read(lines)
        #expect(required.rejects.map(\.reason) == [.noTimestamp, .noTimestamp, .timestampOutOfRange])
        let settings = OperationsSettings(source: "app", timestamp: .previous)
        let previous = OperationsRun(settings)
        previous.read(lines)
        #expect(previous.rejects.map(\.reason) == [.noTimestamp, .timestampOutOfRange])
        #expect(previous.entries.map(\.timestamp.seconds) == [1_700_000_000, 1_700_000_000])
        // A parser that goes on from the position knows the time.
        let next = OperationsRun(settings)
        next.parser.restore(
            previous.held.compactMap { if case .put(let record) = $0 { record } else { nil } }
        )
        next.read("{\"a\":2}\n")
        #expect(next.entries.map(\.timestamp.seconds) == [1_700_000_000])
    }

    @Test func namesOfTheSourceComeFirst() {
        let settings = OperationsSettings(
            source: "app",
            fields: [
                .init(field: "duration_ms", input: "took", unit: 1),
                .init(field: "user_id", input: "who.login"),
                .init(field: "operation_name", input: "event"),
            ]
        )
        #expect(
            OperationsRun.fields(
                #""took":1500000,"duration_ms":9,"who":{"login":"x"},"user_id":"y","event":"e""#,
                settings
            )
                == [
                    "duration_ms": "1.5", "user_id": "x", "operation_name": "e",
                    "attributes": "{duration_ms,user_id}",
                ]
        )
    }

    @Test func redactsBeforeAnythingElse() {
        let settings = OperationsSettings(
            source: "app",
            redact: ["user_id", "card.number", "token", "items.secret", "attributes.pin"]
        )
        let run = OperationsRun(settings)
        run.read(
            #"{"ts":1700000000,"user":"bob","card":{"number":"4111","x":1},"tok\u0065n":["4111"],"items":[{"secret":"4111"},[{"secret":4111}],1],"pin":4111,"fields":{"user_id":"bob"}}"#
                + "\n"
        )
        let line = run.lines.first ?? ""
        #expect(!line.contains("4111"))
        #expect(!line.contains("bob"))
        #expect(line.contains(#""user_id":"***""#))
        #expect(line.contains(#""card":{"number":"***","x":1}"#))
        #expect(line.contains(#""items":[{"secret":"***"},[{"secret":"***"}],1]"#))
        #expect((try? JsonReference.read(line))?.hasUniqueNames == true)
    }

    @Test func readsTheLinesOfFraiseQL() throws {
        let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let bytes = [UInt8](try FileSystem.read("/" + checkout + "/examples/logs/fraiseql-tracing.jsonl"))
        let run = OperationsRun()
        run.read(bytes)
        #expect(run.rejects.isEmpty)
        let records = try run.lines.map { try JsonReference.read($0).members ?? [:] }
        let failed = try #require(records.first { $0["error"] != nil })
        #expect(failed["operation_name"]?.text == "GetUser")
        #expect(failed["duration_ms"]?.text == "152")
        #expect(failed["status"]?.text == "error")
        #expect(failed["error"]?.text == "Database error: relation \"v_user\" does not exist")
        let answered = try #require(
            records.first { $0["attributes"]?.members?["fields"]?.members?["status"]?.text == "200" }
        )
        #expect(answered["duration_ms"]?.text == "152")
        #expect(answered["operation_name"]?.text == "request")
    }
}
