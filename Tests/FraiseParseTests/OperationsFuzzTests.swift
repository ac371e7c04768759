import FraiseModel
import Testing

@testable import FraiseParse

@Suite struct OperationsFuzzTests {
    private static let seeds = [
        #"{"ts":"2026-11-22T10:15:30.066422Z","level":"info","kind":"database","event":"insert","operation":"b","traceparent":"00-af4eedf5425e2821f730017423437b8a-a456f53e20aaae69-01","duration_ms":25.288,"status":"ok","rows":48,"user":"u1","sql":"SELECT \"a\"","pool":{"size":20,"in_use":11,"waiting":0}}"#,
        #"{"time":1700000000.5,"user":{"id":1,"x":[{}]},"error":{"message":"m\u0000\ud800"},"a":1,"a":2,"\u0061":3,"attributes":{"b":1,"a":{"c":null}}}"#,
        #"{"timestamp":"2026-11-22T10:38:21Z","fields":{"operation_name":"Some(\"Get\\\"User\")","latency":"1m2.5s"},"span":{"name":"r"},"errors":[1],"data":{}}"#,
        #"2026-11-22T10:15:30.1Z stdout F {"ts":1,"é":"€𐀀"}"#,
        #"{"log":"{\"ts\":1,\"a\":[1,\n2]}\n","stream":"stdout","time":"2026-11-22T10:15:30.1Z"}"#,
    ].map { Array($0.utf8) }

    private static func mutations(_ count: Int, seed: UInt64) -> [[UInt8]] {
        var random = SplitMix(seed: seed)
        let alphabet = Array("\"\\{}[]:,-+.eE059uST()\r\u{1B} é".utf8) + [0x00, 0x80, 0xC3, 0xED, 0xFF]
        return (0..<count).map { _ in
            var bytes = seeds[Int(random.next() % UInt64(seeds.count))]
            for _ in 0..<Int(random.next() % 4) {
                let index = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes.remove(at: index)
                case 1: bytes.insert(alphabet[Int(random.next() % UInt64(alphabet.count))], at: index)
                case 2:
                    // Repeats a stretch, for duplicate names and broken nesting.
                    let end = min(bytes.count, index + Int(random.next() % 40))
                    bytes.insert(contentsOf: bytes[index..<end], at: index)
                default: bytes.removeSubrange(index..<min(bytes.count, index + Int(random.next() % 9)))
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            return bytes.filter { $0 != 0x0A }
        }
    }

    @Test func everyRecordIsValidAndEveryByteIsAccounted() throws {
        for redact in [[], ["user.id", "a"]] {
            let run = OperationsRun(OperationsSettings(source: "app", redact: redact))
            let lines = OperationsFuzzTests.mutations(8000, seed: 7)
            run.read(Array(lines.joined(separator: [0x0A])) + [0x0A])
            run.finish()
            for line in run.lines {
                let record = try? JsonReference.read(line)
                #expect(record?.hasUniqueNames == true, "\(line)")
                if let attributes = record?.members?["attributes"] {
                    #expect(attributes.hasUniqueNames, "\(line)")
                }
            }
            let ledger = run.ledger
            #expect(ledger.parsedBytes + ledger.rejectedBytes + ledger.skippedBytes == run.offset)
            #expect(run.rejects.reduce(0) { $0 + $1.length } == ledger.rejectedBytes)
            #expect(ledger.heldBytes == 0)
            #expect(run.lines.count > 2000)
        }
    }

    @Test func acceptsWhatTheReferenceAccepts() {
        let run = OperationsRun()
        for line in OperationsFuzzTests.mutations(20_000, seed: 11) where line.first == UInt8(ascii: "{") {
            // What is stripped before reading is not JSON's matter.
            guard !line.contains(0x1B) else { continue }
            run.rejects.removeAll()
            run.lines.removeAll()
            run.read(line + [0x0A])
            let isObject = (try? JsonReference.read(line))?.members != nil
            let isRefusedAsJSON = run.rejects.contains {
                [.invalidJSON, .invalidUTF8, .tooDeep].contains($0.reason)
            }
            if line.starts(with: Array(#"{"log""#.utf8)) {
                // The refusal may be that of the text inside.
                if !isObject { #expect(run.lines.isEmpty) }
            } else {
                #expect(isObject != isRefusedAsJSON, "\(String(decoding: line, as: UTF8.self))")
            }
        }
    }

    @Test func chunksMakeNoDifference() {
        let bytes: [UInt8] = OperationsFuzzTests.mutations(2000, seed: 3).flatMap { line in line + [0x0A] }
        let whole = OperationsRun()
        whole.read(bytes)
        var random = SplitMix(seed: 5)
        let parts = OperationsRun()
        var index = 0
        while index < bytes.count {
            var end = min(bytes.count, index + Int(random.next() % 3000) + 1)
            while end < bytes.count, bytes[end - 1] != 0x0A { end += 1 }
            parts.read(Array(bytes[index..<end]))
            index = end
        }
        #expect(parts.lines == whole.lines)
        #expect(parts.rejects == whole.rejects)
        #expect(parts.ledger == whole.ledger)
    }

    @Test func aFullBatchIsGoneOnWithInTheNext() {
        let text = String(repeating: "x", count: 30_000)
        let lines = (0..<100).map { #"{"ts":17000000\#(10 + $0 % 90),"n":\#($0),"t":"\#(text)"}"# + "\n" }
        let run = OperationsRun()
        run.read(lines.joined())
        #expect(run.lines.count == 100)
        #expect(run.ledger.parsedBytes == run.offset)
        for (number, line) in run.lines.enumerated() { #expect(line.contains("\"n\":\(number),")) }
    }
}
