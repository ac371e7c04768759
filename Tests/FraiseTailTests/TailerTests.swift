import FraiseModel
import FraisePlatform
import FraiseTail
import FraiseTestSupport
import Testing

@Suite struct TailerTests {
    let scratch: ScratchDirectory
    let path: String

    init() throws {
        scratch = try ScratchDirectory()
        path = scratch.file("app.log")
    }

    func harness(_ change: (inout TailSettings) -> Void = { _ in }) throws -> TailHarness {
        try TailHarness([SourceSettings(name: "app", paths: [scratch.path + "/*"])], change)
    }

    @Test func readsWholeLinesAndWaitsForTheRest() throws {
        let writer = try LogWriter(path)
        try writer.line("one", "two")
        try writer.write("thr")
        let harness = try harness()
        harness.drain()
        #expect(harness.lines == ["one", "two"])
        let status = try #require(harness.tailer.statuses().first)
        #expect(
            status.pendingBytes == 3 && status.lagBytes == 0 && status.lagSeconds == 0 && status.offset == 8
        )
        try writer.line("ee", "four")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["one", "two", "three", "four"])
        #expect(harness.tailer.isAtEnd)
    }

    @Test func goesOnAtTheCommittedPosition() throws {
        let writer = try LogWriter(path)
        try writer.line("one", "two")
        let harness = try harness()
        harness.drain()
        try writer.line("three")
        harness.tailer.wait(upTo: 5000)
        harness.read()
        try harness.restart()
        harness.drain()
        #expect(harness.lines == ["one", "two", "three"])
    }

    @Test func offersAgainWhatTheParserLeft() throws {
        try scratch.write("app.log", "a\nb\nc\nd\n")
        let harness = try harness()
        harness.read(limit: 1, wholeLines: 1)
        harness.commit()
        #expect(harness.lines == ["a"])
        harness.read(limit: 1, wholeLines: 2)
        try harness.restart()
        harness.read(wholeLines: 1)
        harness.commit()
        #expect(harness.lines == ["a", "b", "c", "d"])
    }

    @Test func drainsTheRenamedFileBeforeItsSuccessor() throws {
        let writer = try LogWriter(path)
        try writer.line("1")
        let harness = try TailHarness([SourceSettings(name: "app", paths: [path])])
        harness.drain()
        try writer.line("2")
        try writer.rename(to: scratch.file("elsewhere"))
        try writer.line("3")
        try writer.reopen()
        try writer.line("4")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.order == ["1", "2", "3", "4"])
        #expect(harness.lines == ["1", "2", "3", "4"])
    }

    @Test func readsALateLineOfARenamedFile() throws {
        let old = try LogWriter(path)
        try old.line("1")
        let harness = try harness()
        harness.drain()
        try old.rename(to: scratch.file("app.log.1"))
        let new = try LogWriter(path)
        try new.line("3")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        try old.line("2")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines.sorted() == ["1", "2", "3"])
        #expect(
            harness.log.events.contains(
                .fileMoved(from: path, to: scratch.file("app.log.1"), number: 1)
            )
        )
    }

    @Test func readsADeletedFileToItsEndAndLetsItGo() throws {
        let writer = try LogWriter(path)
        try writer.line("1")
        let harness = try harness()
        harness.drain()
        try writer.line("2")
        try writer.write("3 without end")
        try writer.delete()
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["1", "2"])
        #expect(harness.tailer.takeFinished().isEmpty)
        writer.close()
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["1", "2", "3 without end"])
        #expect(harness.tailer.takeFinished() == [1])
    }

    @Test func seesATruncatedFile() throws {
        let writer = try LogWriter(path)
        try writer.line("one", "two")
        let harness = try harness()
        harness.drain()
        try writer.truncate()
        try writer.line("x")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["one", "two", "x"])
        #expect(harness.tailer.positions.map(\.generation) == [0, 1])
    }

    @Test func seesARewrittenFileOfTheSameSize() throws {
        try scratch.write("app.log", "one\ntwo\n")
        let harness = try harness()
        harness.drain()
        try scratch.write("app.log", "ONE\nTWO\n")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["one", "two", "ONE", "TWO"])
    }

    @Test func continuesInTheCopyOfATruncatedFile() throws {
        let writer = try LogWriter(path)
        try writer.line("one", "two")
        let harness = try harness()
        harness.drain()
        try writer.line("three")
        try writer.copyTruncate(to: scratch.file("app.log.1"))
        try writer.line("four")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.order == ["one", "two", "three", "four"])
        #expect(harness.lines == ["one", "two", "three", "four"])
    }

    @Test func readsRotatedFilesFoundTogetherInTheOrderOfTheirAge() throws {
        // More than a block each: turns would mix them.
        let filler = String(repeating: ".", count: 5000)
        let names = ["app.log.10", "app.log.9", "app.log.1", "app.log"]
        for (age, name) in names.enumerated() {
            try scratch.write(name, (0..<300).map { "\(age) \($0)\(filler)\n" }.joined())
            _ = try CommandRunner.run(["touch", "-d", "@\(1_795_000_000 + age)", scratch.file(name)])
        }
        let harness = try harness()
        harness.drain()
        let numbers = harness.order.map { $0.prefix { $0 != "." } }
        #expect(numbers == (0..<4).flatMap { age in (0..<300).map { "\(age) \($0)" } })
        // After a restart with something left in each, too.
        for (age, name) in names.enumerated().reversed() {
            try LogWriter(scratch.file(name)).line("again \(age)")
        }
        try harness.restart()
        harness.drain()
        #expect(harness.order.suffix(4) == ["again 0", "again 1", "again 2", "again 3"])
    }

    @Test func skipsTheHoleUnderAWriterThatDoesNotAppend() throws {
        try scratch.write("app.log", "one\ntwo\n")
        let harness = try harness()
        harness.drain()
        try scratch.write("app.log", [UInt8](repeating: 0, count: 5000) + Array("three\n".utf8))
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["one", "two", "three"])
        #expect(harness.ledgers[2]?.skippedBytes == 5000)
    }

    @Test func passesOverAByteOrderMark() throws {
        try scratch.write("app.log", [0xEF, 0xBB, 0xBF] + Array("one\n".utf8))
        let harness = try harness()
        harness.drain()
        #expect(harness.lines == ["one"])
        #expect(harness.ledgers[1]?.skippedBytes == 3)
    }

    @Test func beginsAtTheEndOnlyOfFilesThatWereThereFirst() throws {
        try scratch.write("app.log", "one\ntwo\nthr")
        let harness = try TailHarness(
            [SourceSettings(name: "app", paths: [scratch.path + "/*"], start: .end)]
        ) { $0.newSources = ["app"] }
        harness.drain()
        #expect(harness.lines == [])
        #expect(harness.ledgers[1]?.skippedBytes == 8)
        let writer = try LogWriter(path)
        try writer.line("ee")
        try scratch.write("new.log", "new\n")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["three", "new"])
    }

    @Test func takesUnterminatedLinesInAFinalRun() throws {
        try scratch.write("a.log", "one\ntwo")
        try scratch.write("b.log", "three")
        let harness = try harness { $0.stopsAtEnd = true }
        harness.drain()
        #expect(harness.lines == ["one"])
        var rest: [String] = []
        while let block = harness.tailer.takeUnterminated() {
            rest.append(String(decoding: block.lines, as: UTF8.self))
            harness.tailer.took(block, consumed: block.count)
        }
        #expect(rest == ["two", "three"])
        #expect(harness.tailer.positions.map(\.offset) == [7, 5])
    }

    @Test func stopsAtTheSizeAtOpening() throws {
        let writer = try LogWriter(path)
        try writer.line("one")
        let harness = try harness { $0.stopsAtEnd = true }
        let block = try #require(harness.tailer.nextBlock())
        try writer.line("two")
        harness.tailer.took(block, consumed: block.count)
        #expect(harness.tailer.nextBlock() == nil)
        #expect(harness.tailer.isAtEnd)
    }
}
