import FraiseModel
import FraiseTestSupport

/// An operation log of one file, the same for the same seed and start, and what must come of it.
struct GeneratedLog {
    /// How lines end and what is among them.
    struct Shape {
        /// Lines in all.
        var lines = 2000
        /// Share of lines that are broken or blank.
        var broken = 0.03
        var lineEnd = "\n"
        /// Numbers of records begin here (`attributes.seq`).
        var firstNumber: Int64 = 0
        /// Seconds of event time that the lines are spread over.
        var seconds: Int64 = 5400
    }

    private(set) var bytes: [UInt8] = []
    private(set) var oracle = Oracle()
    /// Where each line begins.
    private(set) var lineStarts: [Int] = []

    private var random: SeededGenerator
    private let shape: Shape
    private var number: Int64

    private static let kinds: [(RecordKind, [String], medianMicroseconds: Int64)] = [
        (.graphql, ["query", "query", "query", "mutation", "subscription"], 18_000),
        (.database, ["select", "select", "insert", "update"], 6000),
        (.cache, ["hit", "hit", "miss", "set", "evict"], 350),
        (.http, ["request"], 30_000),
        (.security, ["auth.failure"], 0),
        (.other, ["job.done"], 900_000),
    ]

    /// Lines whose event times begin at `start`.
    init(seed: UInt64, start: Timestamp, _ shape: Shape = Shape()) {
        random = SeededGenerator(seed: seed)
        self.shape = shape
        number = shape.firstNumber
        let step = shape.seconds * 1_000_000 / Int64(max(shape.lines, 1))
        for line in 0..<shape.lines {
            let jitter = Int64.random(in: -50_000...50_000, using: &random)
            let time = Timestamp(microseconds: start.microseconds + Int64(line) * step + jitter)
            lineStarts.append(bytes.count)
            if Double.random(in: 0..<1, using: &random) < shape.broken {
                addBroken(time)
            } else {
                addRecord(time)
            }
        }
    }

    // MARK: Lines

    private mutating func addRecord(_ time: Timestamp) {
        let (line, operation) = record(time)
        append(Array(line.utf8))
        oracle.add(operation, bytes: line.utf8.count + shape.lineEnd.utf8.count)
        number += 1
    }

    private mutating func record(_ time: Timestamp) -> (line: String, operation: Oracle.Operation) {
        let (kind, types, median) = GeneratedLog.kinds.randomElement(using: &random) ?? GeneratedLog.kinds[0]
        var operation = Oracle.Operation(
            number: number,
            time: time,
            key: WindowKey(
                kind: kind,
                eventType: types.randomElement(using: &random) ?? "",
                operationName: name()
            )
        )
        let draw = Int.random(in: 0..<1000, using: &random)
        let status: (String, RecordStatus) =
            switch draw {
            case 0..<20: ("error", .error)
            case 20..<25: ("timeout", .timeout)
            case 25..<30: ("denied", .denied)
            case 30..<35: ("partial_error", .partialError)
            default: (draw % 2 == 0 ? "ok" : "success", .success)
            }
        operation.status = status.1
        var line = #"{"ts":"\#(time.text)","kind":"\#(kind.name)","event":"\#(operation.key.eventType)""#
        if !operation.key.operationName.isEmpty {
            line += #","operation":"\#(escaped(operation.key.operationName))""#
        }
        let traceID = Hexadecimal.text(random.next() | 1) + Hexadecimal.text(random.next() | 1)
        operation.traceID = traceID
        line += #","traceparent":"00-\#(traceID)-\#(Hexadecimal.text(random.next() | 1))-01""#
        if median > 0 {
            // Log-uniform over about four octaves, and some far out, so that quantiles are no round numbers.
            var micros = (median << Int64.random(in: 0...4, using: &random)) >> 2
            micros += Int64.random(in: 0...micros, using: &random)
            if draw % 97 == 0 { micros *= Int64.random(in: 20...400, using: &random) }
            operation.duration = micros * 1000
            line += #","duration_ms":\#(micros / 1000).\#(String(1000 + micros % 1000).dropFirst())"#
        }
        operation.rows = Int64.random(in: 0..<97, using: &random)
        line += #","status":"\#(status.0)","rows":\#(operation.rows),"user":"u\#(random.next() % 500)""#
        line += #","seq":\#(number),"note":"caf\u00e9 \"q\" \\ 漢字"}"#
        return (line, operation)
    }

    private mutating func name() -> String {
        let verbs = ["get", "list", "create", "update"]
        let nouns = ["User", "Order", "Café", "Rôle \"x\"", "漢字"]
        guard Int.random(in: 0..<20, using: &random) > 0 else { return "" }
        return (verbs.randomElement(using: &random) ?? "") + (nouns.randomElement(using: &random) ?? "")
    }

    private func escaped(_ text: String) -> String {
        text.map { $0 == "\"" ? "\\\"" : String($0) }.joined()
    }

    /// One of each class in turn, so that even a short log has them all.
    private mutating func addBroken(_ time: Timestamp) {
        let (good, _) = record(time)
        let goodBytes = Array(good.utf8)
        let bad: (bytes: [UInt8], reason: RejectReason?)
        switch oracle.brokenLines % 10 {
        case 0: bad = (Array(goodBytes[..<Int.random(in: 40..<80, using: &random)]), .invalidJSON)
        case 1:
            let place = goodBytes.count - 20
            bad = (goodBytes[..<place] + [0xFF, 0xC3, 0x28] + goodBytes[place...], .invalidUTF8)
        case 2: bad = ([], nil)
        case 3: bad = (Array("Traceback (most recent call last):".utf8), .notJSON)
        case 4: bad = (Array(#"["an", "array"]"#.utf8), .notAnObject)
        case 5: bad = (Array(#"{"kind":"graphql","event":"query","duration_ms":3}"#.utf8), .noTimestamp)
        case 6: bad = (Array(#"{"ts":"1969-12-31T23:59:59Z","event":"query"}"#.utf8), .timestampOutOfRange)
        case 7: bad = (Array((good + " }").utf8), .invalidJSON)
        case 8: bad = (Array(#"{"ts":"2200-01-01T00:00:00Z","event":"query"}"#.utf8), .timestampOutOfRange)
        default: bad = (Array((#"{"ts":"\#(time.text)","a":01}"#).utf8), .invalidJSON)
        }
        append(bad.bytes)
        oracle.addBroken(bad.reason, bytes: bad.bytes.count + shape.lineEnd.utf8.count)
    }

    private mutating func append(_ line: [UInt8]) {
        bytes += line
        bytes += Array(shape.lineEnd.utf8)
    }
}
