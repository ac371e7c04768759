import FraiseModel
import Testing

@testable import FraiseParse

@Suite struct OperationsEnvelopeTests {
    @Test(
        arguments: [
            (#"{"ts":1700000000,"a":1}"#, .none),
            (
                #"{"log":"{\"ts\":1700000000,\"a\":1}\n","stream":"stdout","time":"2026-11-22T10:15:30.123456789Z"}"#,
                .docker
            ),
            (#"2026-11-22T10:15:30.123456789Z stdout F {"ts":1700000000,"a":1}"#, .cri),
            (#"<165>1 2026-11-22T10:15:30.123456+00:00 web app 12 - - {"ts":1700000000,"a":1}"#, .syslog),
            (#"Nov 22 10:15:30 web app[12]: {"ts":1700000000,"a":1}"#, .syslog),
            (#"2026-11-22T10:15:30.123456+00:00 web app[12]: {"ts":1700000000,"a":1}"#, .syslog),
            (#"2026-11-22 10:36:25,248 - fraiseql.security - WARNING - {"ts":1700000000,"a":1}"#, .text),
            (#"request{method=POST}: {"ts":1700000000,"a":1}"#, .text),
            ("\u{1B}[32m{\"ts\":1700000000,\"a\":1}\u{1B}[0m", .none),
            ("{\"ts\":1700000000,\u{1B}[1m\"a\":1}", .none),
        ] as [(String, Envelope)]
    )
    func isFoundByItself(line: String, envelope: Envelope) {
        let run = OperationsRun()
        run.read(line + "\n")
        #expect(
            run.lines == [
                #"{"timestamp":"2023-11-14T22:13:20.000000Z","host":"web-1","source":"app","kind":"other","status":"success","attributes":{"a":1}}"#
            ]
        )
        #expect(run.parser.envelope == envelope)
    }

    @Test func givesItsTimeWhereTheObjectHasNone() {
        let run = OperationsRun()
        run.read(
            """
            {"log":"{\\"a\\":1}\\r\\n","stream":"stderr","time":"2026-11-22T10:15:30.1Z"}
            2026-11-22T10:15:30.2Z stderr F {"a":1}
            <13>1 2026-11-22T10:15:30.3Z web app - - - {"a":1}
            2026-11-22 10:36:25,248 - x - {"a":1}

            """
        )
        #expect(run.entries.map(\.timestamp.text).map { $0.dropFirst(20).prefix(1) } == ["1", "2", "3"])
        #expect(run.rejects.map(\.reason) == [.noTimestamp])
    }

    private static let parts = [
        #"2026-11-22T10:15:30.1Z stdout P {"ts":1700000000,"#,
        #"2026-11-22T10:15:30.1Z stderr F {"ts":1700000001}"#,
        #"2026-11-22T10:15:30.2Z stdout P "a":"xy"#, #"2026-11-22T10:15:30.3Z stdout F z"}"#,
    ]

    @Test func joinsPartsWhereverTheReadingStops() {
        for cut in 0...OperationsEnvelopeTests.parts.count {
            let first = OperationsRun()
            first.read(OperationsEnvelopeTests.parts[..<cut].map { $0 + "\n" }.joined())
            #expect(first.ledger.parsedBytes + first.ledger.heldBytes == first.offset)
            var held: [[UInt8]: HeldRecord] = [:]
            for change in first.held {
                switch change {
                case .put(let record): held[record.session] = record
                case .remove(let session): held[session] = nil
                }
            }
            #expect(held.values.reduce(0) { $0 + $1.bytes } == first.ledger.heldBytes)
            let second = OperationsRun()
            second.parser.restore(Array(held.values))
            second.offset = first.offset
            second.read(OperationsEnvelopeTests.parts[cut...].map { $0 + "\n" }.joined())
            #expect(first.lines.count + second.lines.count == 2)
            #expect((first.lines + second.lines).last?.hasSuffix(#""attributes":{"a":"xyz"}}"#) == true)
            first.ledger.add(second.ledger)
            #expect(first.ledger.heldBytes == 0)
            #expect(first.ledger.parsedBytes == second.offset)
            #expect(first.ledger.lines == 4)
        }
    }

    @Test func endsPartsAtTheEndOfTheFile() {
        let run = OperationsRun()
        run.read(#"{"log":"{\"ts\":5}","stream":"stdout","time":"2026-11-22T10:15:30Z"}"# + "\n")
        #expect(run.lines.isEmpty)
        run.finish()
        #expect(run.lines.count == 1)
        #expect(run.ledger.heldBytes == 0)
        #expect(run.ledger.parsedBytes == run.offset)
    }

    @Test func boundsPartsAndNeverKeepsWhatMustBeRedacted() {
        let long = OperationsRun()
        let part = "2026-11-22T10:15:30.1Z stdout P " + String(repeating: "x", count: 600_000) + "\n"
        long.read(part)
        long.read(part)
        #expect(long.rejects.map(\.reason) == [.lineTooLong])
        #expect(long.ledger.rejectedBytes == long.offset)
        let redacted = OperationsRun(OperationsSettings(source: "app", redact: ["a"]))
        redacted.read(OperationsEnvelopeTests.parts[0] + "\n")
        #expect(redacted.held.isEmpty)
        #expect(redacted.ledger.rejectedBytes == redacted.offset)
        #expect(redacted.ledger.heldBytes == 0)
    }
}
