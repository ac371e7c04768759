import FraiseModel
import Testing

@testable import FraiseParse

/// Whatever the pieces, and through restarts between them, a log gives the same records and the same account.
@Suite struct PostgresChunkingTests {
    static let pieces = [
        "LOG:  duration: 1.25 ms  statement: SELECT 'a\n\tb' /*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/\n",
        "LOG:  duration: 0.5 ms  parse p: UPDATE t SET a = $1\n", "LOG:  statement: SELECT 1\n",
        "LOG:  duration: 2.000 ms\n",
        "LOG:  execute p: DELETE FROM t WHERE x IN (1,2,\n\t3) -- y\n", "DETAIL:  parameters: $1 = 'it''s'\n",
        "ERROR:  syntax error at or near \"x\" at character 8\n",
        "STATEMENT:  SELECT $$ x\n\ty $$ /* action='z',\n\tb='c' */\n",
        "LOG:  disconnection: session time: 0:00:00.1 user=a database=b host=[local]\n",
        "HINT:  Perhaps \"that\".\n",
        "CONTEXT:  SQL statement \"SELECT 'x'\"\n\tPL/pgSQL function f() line 3\n",
        "FATAL:  role \"x\" does not exist\n",
        "WARNING:  there is \"no\n\tend\" here\n",
        "LOG:  duration: 9 ms  plan:\n\tQuery Text: SELECT 'q'\n\tSeq Scan  (cost=1)\n",
    ]

    static func stderrLog(_ generator: inout some RandomNumberGenerator, events: Int) -> [UInt8] {
        var text = ""
        var milliseconds = 0
        for _ in 0..<events {
            milliseconds += Int.random(in: 0..<4000, using: &generator)
            let piece = pieces.randomElement(using: &generator) ?? ""
            let second = milliseconds / 1000
            let time = "2026-03-01 10:\(second / 600)\(second / 60 % 10):\(second / 10 % 6)\(second % 10)"
            text += time + ".\(100 + milliseconds % 900) UTC [\(Int.random(in: 1...4, using: &generator))] "
            if Bool.random(using: &generator) { text += "u@d " }
            text += piece
        }
        return Array(text.utf8)
    }

    static func mutate(_ text: [UInt8], _ generator: inout some RandomNumberGenerator) -> [UInt8] {
        var text = text
        let marks = Array("\n\t\"',;:[]{}\\ 0a\u{1}".utf8) + [0xff, 0xc3]
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let place = Int.random(in: 0..<text.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: text[place] = marks.randomElement(using: &generator) ?? 0
            case 1: text.insert(marks.randomElement(using: &generator) ?? 0, at: place)
            default:
                text.removeSubrange(
                    place..<min(text.count, place + Int.random(in: 1...30, using: &generator))
                )
            }
        }
        return text
    }

    static func check(_ text: [UInt8], path: String, _ generator: inout some RandomNumberGenerator) {
        let whole = PostgresLogReading.read(text, path: path)
        let sum = whole.ledger.parsedBytes + whole.ledger.rejectedBytes + whole.ledger.skippedBytes
        #expect(sum == Int64(text.count) && whole.ledger.heldBytes == 0 && whole.held.isEmpty)
        #expect(whole.rejects.reduce(0) { $0 + $1.length } == whole.ledger.rejectedBytes)
        let ends = PostgresLogReading.lineEnds(text)
        let cuts = ends.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
        for restarts in [false, true] {
            let parts = PostgresLogReading.read(text, path: path, cuts: cuts, restarts: restarts)
            let isSame =
                parts.lines == whole.lines && parts.ledger == whole.ledger && parts.rejects == whole.rejects
            #expect(isSame, "restarts \(restarts), cuts \(cuts), \(String(decoding: text, as: UTF8.self))")
            #expect(parts.held.isEmpty)
            if !isSame { return }
        }
    }

    @Test func stderr() {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<60 {
            var text = PostgresChunkingTests.stderrLog(&generator, events: 30)
            if round % 2 == 1 { text = PostgresChunkingTests.mutate(text, &generator) }
            PostgresChunkingTests.check(text, path: "pg.log", &generator)
        }
    }

    static let csvLines = [
        "2026-03-01 10:00:00.100 UTC,\"u\",\"d\",7,\"10.0.0.1:99\",65.1,1,\"SELECT\",2026-03-01 09:00:00 UTC,3/4,0,LOG,00000,\"duration: 1.5 ms  statement: SELECT \"\"a\"\", 'x\ny'\",,,,,,,,,\"app\",\"client backend\",,5\n",
        "2026-03-01 10:00:01.100 UTC,\"u\",\"d\",7,\"[local]\",65.1,2,\"SELECT\",2026-03-01 09:00:00 UTC,3/4,0,ERROR,42P01,\"relation \"\"z\"\" does not exist\",,\"hint\nmore\",,,\"in\nfunction\",\"SELECT\n'q'\n\nFROM z\",15,,\"app\",\"client backend\",,0\n",
        "2026-03-01 10:00:02.100 UTC,\"u\",\"d\",8,\"[local]\",65.2,1,\"SELECT\",2026-03-01 09:00:00 UTC,3/4,0,LOG,00000,\"statement: SELECT 1\",,,,,,,,,\"a\nb\"\n",
        "2026-03-01 10:00:03.100 UTC,\"u\",\"d\",8,\"[local]\",65.2,2,\"SELECT\",2026-03-01 09:00:00 UTC,3/4,0,LOG,00000,\"duration: 3.000 ms\",,,,,,,,,\"\",\"client backend\"\n",
        "2026-03-01 10:00:04.100 UTC,,,9,,65.3,2,,2026-03-01 09:00:00 UTC,,0,LOG,00000,\"open quote,,\n",
    ]

    @Test func csvlog() {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<60 {
            var text = (0..<20).flatMap { _ in
                Array((PostgresChunkingTests.csvLines.randomElement(using: &generator) ?? "").utf8)
            }
            if round % 2 == 1 { text = PostgresChunkingTests.mutate(text, &generator) }
            PostgresChunkingTests.check(text, path: "pg.csv", &generator)
        }
    }

    static let jsonLines = [
        #"{"timestamp":"2026-03-01 10:00:00.100 UTC","pid":7,"session_id":"65.1","line_num":1,"error_severity":"LOG","message":"duration: 1.5 ms  statement: SELECT \"a\", 'x\ny\u00e9\ud83d\ude00'","query_id":5}"#,
        #"{"timestamp":"2026-03-01 10:00:01.100 UTC","pid":7,"session_id":"65.1","error_severity":"LOG","message":"statement: SELECT 1"}"#,
        #"{"timestamp":"2026-03-01 10:00:02.100 UTC","pid":7,"session_id":"65.1","error_severity":"LOG","message":"duration: 3 ms"}"#,
        #"{"timestamp":"2026-03-01 10:00:03.100 UTC","pid":8,"session_id":"65.2","error_severity":"ERROR","state_code":"22P02","message":"invalid input syntax for type integer: \"s3cret\"","statement":"SELECT 's3cret'::int"}"#,
    ]

    @Test func jsonlog() {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<60 {
            var text: [UInt8] = []
            for _ in 0..<20 {
                text += Array((PostgresChunkingTests.jsonLines.randomElement(using: &generator) ?? "").utf8)
                text.append(10)
            }
            if round % 2 == 1 { text = PostgresChunkingTests.mutate(text, &generator) }
            PostgresChunkingTests.check(text, path: "pg.json", &generator)
        }
    }
}
