import FraiseModel
import Testing

@testable import FraiseParse

@Suite struct PostgresHeldRecordTests {
    private func at(_ seconds: Int, _ pid: Int, _ rest: String) -> String {
        let minute = String(100 + seconds / 60 % 60).dropFirst()
        let second = String(100 + seconds % 60).dropFirst()
        return "2026-03-01 10:\(minute):\(second).000 UTC [\(pid)] \(rest)\n"
    }

    private func read(_ text: String) -> PostgresLogReading {
        PostgresLogReading.read(Array(text.utf8), finish: false)
    }

    @Test func aRecordIsHeldUntilTheLogEndsIt() {
        let first = at(0, 1, "LOG:  duration: 1.0 ms  statement: SELECT 1")
        #expect(read(first).lines.isEmpty)
        #expect(read(first).ledger.heldBytes == Int64(first.utf8.count))
        #expect(read(first + at(1, 2, "LOG:  x")).lines.isEmpty, "another session says nothing")
        #expect(read(first + at(1, 1, "LOG:  x")).lines.count == 1, "the next line of the session")
        #expect(read(first + at(59, 2, "LOG:  x")).lines.isEmpty)
        #expect(read(first + at(60, 2, "LOG:  x")).lines.count == 1, "a minute later")
        let goodbye = at(
            1,
            1,
            "LOG:  disconnection: session time: 0:00:01.000 user=a database=b host=[local]"
        )
        #expect(read(first + goodbye).lines.count == 1)
        #expect(
            read(first + goodbye + at(1, 2, "LOG:  x")).lines.count == 2,
            "a disconnection ends with its lines"
        )
    }

    @Test func recordsOfAMinuteAgoComeInTheFilesOrder() throws {
        var text = ""
        for pid in 1...50 { text += at(0, 51 - pid, "LOG:  message \(pid)") }
        text += at(61, 99, "LOG:  later")
        let reading = read(text)
        let expected = (1...50).map { "message \($0)" }
        #expect(try reading.records.map { $0.attributes?.message ?? "" } == expected)
    }

    @Test func anEntryOverTheBoundIsCutAndMarked() throws {
        let line = "\t" + String(repeating: "a, ", count: 20_000) + "'secret'"
        let text =
            at(0, 1, "LOG:  duration: 1.0 ms  statement: SELECT ")
            + (0..<40).map { _ in line + "\n" }.joined()
        let reading = PostgresLogReading.read(text)
        let record = try #require(try reading.records.first)
        #expect(record.attributes?.incomplete == true && reading.lines.count == 1)
        #expect(
            (record.statement?.utf8.count ?? 0) <= 1 << 20 && record.statement?.contains("secret") == false
        )
        #expect(reading.ledger.parsedBytes == Int64(text.utf8.count))
    }

    @Test func allTogetherAreBounded() throws {
        let filler = String(repeating: "x", count: 1 << 20)
        var text = ""
        for pid in 1...20 { text += at(0, pid, "LOG:  \(filler)") }
        let reading = read(text)
        #expect(reading.ledger.heldBytes <= 17 << 20)
        #expect(reading.lines.count >= 3)
        #expect(try reading.records.allSatisfy { $0.attributes?.incomplete == true })
    }

    @Test func unreadableStateIsLostAndSaysSo() {
        let encoder = RecordEncoder(settings: ParseSettings(host: "h"))
        let parser = PostgresStderrParser(encoder: encoder, source: "pg", settings: PostgresLogSettings())
        parser.restore([HeldRecord(session: SessionTable.name(7, slot: 0), state: [99, 1, 2], bytes: 120)])
        var progress = ParseProgress()
        let batch = RecordBatch()
        encoder.begin(batch)
        parser.parse(UnsafeRawBufferPointer(start: nil, count: 0), at: 500, into: batch, progress: &progress)
        #expect(progress.ledger.heldBytes == -120 && progress.ledger.lostBytes == 120)
        #expect(progress.held == [.remove(session: SessionTable.name(7, slot: 0))])
    }

    @Test func damagedStatesNeverTrap() {
        let text =
            at(0, 1, "ERROR:  invalid input syntax for type integer: \"x")
            + "\ty\"\n" + at(0, 1, "STATEMENT:  SELECT $q$ open /* 'a")
            + at(0, 2, "LOG:  statement: SELECT 1")
        let held = read(text).held.values.filter { $0.bytes > 0 }
        #expect(held.count == 2)
        var generator = SystemRandomNumberGenerator()
        for record in held {
            for _ in 0..<1000 {
                var state = record.state
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: state[Int.random(in: 0..<state.count, using: &generator)] = .random(in: 0...255)
                case 1: state.removeLast(Int.random(in: 1...state.count, using: &generator))
                default: state.append(.random(in: 0...255))
                }
                var reader = StateReader(state)
                let event = PostgresEvent(keepsLiterals: false)
                _ = reader.byte()
                guard event.restore(from: &reader) else { continue }
                Array("tail' $$".utf8).withUnsafeBufferPointer { event.feed($0) }
                var fields = RecordFields()
                event.fill(&fields)
            }
        }
    }
}
