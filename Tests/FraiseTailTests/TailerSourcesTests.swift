import FraiseModel
import FraisePlatform
import FraiseTail
import FraiseTestSupport
import Glibc
import Testing

@Suite struct TailerSourcesTests {
    let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    func harness(
        _ paths: [String],
        exclude: [String] = [],
        _ change: (inout TailSettings) -> Void = { _ in }
    ) throws -> TailHarness {
        let source = SourceSettings(name: "app", paths: paths.map { scratch.file($0) }, exclude: exclude)
        return try TailHarness([source], change)
    }

    @Test func readsAllMembersOfAGzipFile() throws {
        let bytes = StoredGzip.member(Array("one\ntw".utf8)) + StoredGzip.member(Array("o\nthree\n".utf8))
        try scratch.write("app.log.1.gz", bytes)
        let harness = try harness(["*"])
        harness.drain()
        #expect(harness.lines == ["one", "two", "three"])
        #expect(harness.tailer.positions.map(\.offset) == [14])
        try harness.restart()
        harness.drain()
        #expect(harness.lines == ["one", "two", "three"])
    }

    @Test func goesOnInTheMiddleOfAGzipFile() throws {
        let lines = (0..<30_000).map { "line \($0)" }
        let text = lines.joined(separator: "\n") + "\n"
        try scratch.write("app.log.1.gz", StoredGzip.member(Array(text.utf8)))
        let harness = try harness(["*"])
        harness.read(limit: 1, wholeLines: 20_000)
        harness.commit()
        try harness.restart()
        harness.drain()
        #expect(harness.lines == lines)
    }

    @Test func rejectsTheRestOfADamagedGzipFile() throws {
        let bytes = StoredGzip.member(Array("one\ntwo".utf8)) + Array("no gzip".utf8)
        try scratch.write("app.log.1.gz", bytes)
        let harness = try harness(["*"])
        harness.drain()
        #expect(harness.lines == ["one"])
        let reject = try #require(harness.rejects.first)
        #expect(harness.rejects.count == 1)
        #expect(reject.reason == .damagedGzip && reject.offset == 4 && reject.length == 3)
        try harness.restart()
        harness.drain()
        #expect(harness.rejects.count == 1)
    }

    @Test func continuesInTheCompressedTwin() throws {
        let writer = try LogWriter(scratch.file("app.log"))
        for number in 0..<200 { try writer.line("line \(number)") }
        let harness = try harness(["*"])
        harness.read(limit: 1, wholeLines: 150)
        harness.commit()
        try harness.restart()
        let content = try FileSystem.read(scratch.file("app.log"))
        try scratch.write("app.log.1.gz", StoredGzip.member(content))
        try writer.truncate()
        try writer.line("next")
        harness.drain()
        #expect(harness.lines == (0..<200).map { "line \($0)" } + ["next"])
    }

    @Test func passesOverALineThatIsTooLong() throws {
        let longest = 16 << 20
        var bytes = [UInt8](repeating: 120, count: longest + 1) + [10]
        bytes += [UInt8](repeating: 121, count: longest) + Array("\nend\n".utf8)
        try scratch.write("app.log", bytes)
        let harness = try harness(["*"])
        var lengths: [Int] = []
        while let block = harness.tailer.nextBlock() {
            if block.rejectReason == nil { lengths.append(block.count) } else { lengths.append(0) }
            if block.rejectReason != nil {
                #expect(block.oversizedLength == Int64(longest) + 2 && block.rejectReason == .lineTooLong)
            }
            harness.tailer.took(block, consumed: block.count)
        }
        #expect(lengths.first == 0)
        #expect(lengths.dropFirst().reduce(0, +) == longest + 1 + 4)
        #expect(harness.tailer.positions.map(\.offset) == [Int64(bytes.count)])
    }

    @Test func readsFilesThatShareABanner() throws {
        let banner = String(repeating: "banner ", count: 300) + "\n"
        try scratch.write("a.log", banner + "one\n")
        try scratch.write("b.log", banner + "two\n")
        let harness = try harness(["*"])
        harness.drain()
        harness.rewalk()
        harness.drain()
        #expect(harness.lines.filter { $0.count < 10 }.sorted() == ["one", "two"])
    }

    @Test func leavesOutWhatIsExcludedOrNoFile() throws {
        try scratch.write("app.log", "one\n")
        try scratch.write("app.tmp", "two\n")
        try scratch.directory("sub")
        mkfifo(scratch.file("pipe"), 0o600)
        symlink(scratch.file("app.log"), scratch.file("link.log"))
        let harness = try harness(["*"], exclude: ["*.tmp"])
        harness.drain()
        #expect(harness.lines == ["one"])
        #expect(harness.log.events.contains(.problem(path: scratch.file("pipe"), .notRegular)))
    }

    @Test func followsAFileBehindALink() throws {
        try scratch.directory("real")
        try scratch.directory("watched")
        let writer = try LogWriter(scratch.file("real/app.log"))
        try writer.line("one")
        symlink(scratch.file("real/app.log"), scratch.file("watched/app.log"))
        let harness = try harness(["watched/*"])
        harness.drain()
        try writer.line("two")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["one", "two"])
    }

    @Test func waitsForADirectoryThatIsMissing() throws {
        let harness = try harness(["late/*.log"])
        harness.drain()
        #expect(harness.log.events == [.problem(path: scratch.file("late"), .missing)])
        try scratch.directory("late")
        try scratch.write("late/app.log", "one\n")
        harness.tailer.wait(upTo: 5000)
        harness.drain()
        #expect(harness.lines == ["one"])
        #expect(harness.log.events.contains(.resolved(path: scratch.file("late"))))
    }

    @Test func keepsFewDescriptorsOpen() throws {
        for number in 0..<40 { try scratch.write("\(number).log", "first \(number)\n") }
        let harness = try harness(["*"]) { $0.openFileLimit = 4 }
        harness.drain()
        #expect(harness.lines.count == 40)
        let open = try FileSystem.list("/proc/self/fd").filter { name in
            var target = [CChar](repeating: 0, count: 256)
            let count = readlink("/proc/self/fd/" + name, &target, 255)
            return count > 0
                && String(decoding: target[..<count].map(UInt8.init), as: UTF8.self).hasPrefix(
                    scratch.path + "/"
                )
        }
        #expect(open.count <= 4)
    }

    @Test func aBacklogDoesNotStarveOthers() throws {
        try scratch.write("a.log", [UInt8](repeating: 10, count: 8 << 20))
        try scratch.write("b.log", "one\n")
        let harness = try harness(["*"])
        harness.read(limit: 2)
        #expect(harness.order.contains("one"))
    }

    @Test func wakesAWaitingThread() throws {
        let harness = try harness(["*"])
        harness.drain()
        harness.tailer.wake()
        // Without the signal this would wait for a minute.
        harness.tailer.wait(upTo: 60_000)
        #expect(harness.tailer.isAtEnd)
    }
}
