import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Testing

/// TERM and INT while `--once` reads: what was read is committed, the next run goes on from there.
@Suite struct OnceSignalTests {
    private static let lines = 200_000

    @Test(arguments: [SignalNumber.terminate, SignalNumber.interrupt])
    func aSignalEndsTheRunBetweenTwoCommits(signal: Int32) throws {
        let folder = try AgentFolder()
        let line = """
            {"ts":"2026-01-02T03:04:05Z","kind":"graphql","event":"query","operation":"a","duration_ms":5}

            """
        let block = Array(String(repeating: line, count: 1000).utf8)
        let file = try OpenFile(folder.log("a.jsonl"), .create)
        for number in 0..<(Self.lines / 1000) { try file.write(block, at: Int64(number * block.count)) }

        let run = try folder.startOnce()
        try run.line(containing: "file followed")
        run.signal(signal)
        #expect(try run.end() == 0, "\(run.errors)")
        #expect(run.errors.contains("ended by a signal"))
        let first = try JSONTree(run.outputBytes)
        let taken = first["records"]?.integer ?? -1
        #expect(taken >= 0 && taken < Self.lines, "\(taken)")
        #expect(first["segments"]?.elements.isEmpty == true)
        #expect(try folder.sealedSegments().isEmpty)

        let second = try folder.once()
        #expect(second["records"]?.integer == Int64(Self.lines))
        #expect(second["this_run"]?["records"]?.integer == Int64(Self.lines) - Int64(taken))
        #expect(try folder.sealedSegments().count == 1)
    }
}
