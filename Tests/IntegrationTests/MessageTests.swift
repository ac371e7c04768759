import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Testing

/// What goes wrong for every user once: one clear message, and the exit code or a health that names it.
@Suite struct MessageTests {
    private static let quick = "health: {interval: 1s, worsen_after: 1, recover_after: 1}"

    private func run(_ words: String..., home: ScratchDirectory) throws -> CommandRunner.Outcome {
        try CommandRunner.run([try BuiltProgram.agent.path()] + words, environment: ["HOME": home.path])
    }

    @Test func aBrokenConfigurationIsNamedByFileAndLine() throws {
        let folder = try AgentFolder("archve:\n  directory: /nowhere\nslow: {query: soon}")
        let path = try folder.configure()
        for option in ["--check", "--once"] {
            let outcome = try run("--config", path, option, home: folder.scratch)
            #expect(outcome.code == 78)
            #expect(outcome.output.isEmpty)
            let lines = outcome.errors.split(separator: "\n")
            #expect(lines.count == 2, "\(outcome.errors)")
            #expect(lines.first?.contains("\(path):11: archve: ") == true, "\(outcome.errors)")
            #expect(lines.first?.contains("archive") == true, "the nearest key is named")
            #expect(lines.last?.contains("\(path):13: slow.query: ") == true, "\(outcome.errors)")
        }
    }

    @Test func aFileThatIsNoYAMLIsNamedByLine() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.write("bad.yaml", "sources:\n  - name: [unclosed\n")
        let outcome = try run("--config", path, home: scratch)
        #expect(outcome.code == 78)
        #expect(outcome.errors.contains("\(path):"))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test func withoutAConfigurationThreeLinesSayWhatToDo() throws {
        let scratch = try ScratchDirectory()
        let missing = scratch.file("none.yaml")
        let outcome = try CommandRunner.run(
            [try BuiltProgram.agent.path()],
            environment: ["HOME": scratch.path, "FRAISEQLD_CONFIG": missing]
        )
        #expect(outcome.code == 78)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 3, "\(outcome.errors)")
        #expect(lines[0].contains(missing))
        #expect(lines[1].contains("--print-config >"))
        #expect(lines[2].contains("--try"))
        // What the second line says makes a configuration that is correct.
        let printed = try run("--print-config", home: scratch)
        let made = try scratch.write("made.yaml", printed.output)
        #expect(try run("--config", made, "--check", home: scratch).code == 0)
        let named = try run("--config", missing, home: scratch)
        #expect(named.code == 78)
        #expect(named.errors.contains(missing))
    }

    @Test func anUnreadableLogIsNamed() throws {
        guard UserAccounts.effectiveUser == 0 else {
            return print("not run: taking rights away needs root here")
        }
        let folder = try AgentFolder(MessageTests.quick)
        let log = GeneratedLog(
            seed: 61,
            start: Times.ago(minutes: 10),
            .init(lines: 30, broken: 0, seconds: 60)
        )
        let closed = try folder.scratch.write("logs/closed.jsonl", log.bytes)
        try folder.scratch.write("logs/open.jsonl", log.bytes.dropFirst(log.lineStarts[10]).map { $0 })
        let path = try folder.configure()
        _ = try CommandRunner.run(["chmod", "600", closed])
        _ = try CommandRunner.run(["chmod", "0777", folder.scratch.path])
        _ = try CommandRunner.run(["chmod", "0755", folder.scratch.file("logs")])
        _ = try CommandRunner.run(["chmod", "0644", path, folder.log("open.jsonl")])
        let nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        let program = try BuiltProgram.agent.path()
        guard try CommandRunner.run(nobody + ["test", "-x", program]).code == 0 else {
            return print("not run: other users cannot reach \(program)")
        }
        let environment = ["HOME": folder.scratch.path]
        let once = try CommandRunner.run(
            nobody + [program, "--config", path, "--once"],
            environment: environment
        )
        #expect(once.code == 77)
        let message = once.errors.split(separator: "\n").last ?? ""
        #expect(message.contains(closed), "\(once.errors)")
        #expect(message.contains("denied"), "\(once.errors)")
        #expect(try once.json()["records"]?.integer == 20, "the other file is read all the same")

        let agent = try ChildProcess(nobody + [program, "--config", path], environment: environment)
        try agent.line(containing: " info ready ")
        let control = [try BuiltProgram.control.path(), "--socket", folder.socket, "health", "agent"]
        var outcome = try CommandRunner.run(control)
        while outcome.code == 0, agent.exitCode(waitingUpTo: 0.05) == nil {
            outcome = try CommandRunner.run(control)
        }
        #expect(outcome.code == 1)
        #expect(outcome.text.contains("closed.jsonl"), "\(outcome.text)")
        agent.signal(SignalNumber.terminate)
        #expect(try agent.end() == 0)
    }

    @Test(arguments: ["nothing/*.jsonl", "logs/*.nothing", "nothing/at/all.jsonl"])
    func pathsThatMatchNothingAreNamed(_ pattern: String) throws {
        let folder = try AgentFolder(MessageTests.quick)
        folder.sources = "  - {name: app, type: operations, paths: [\"\(folder.scratch.path)/\(pattern)\"]}"
        let once = try run("--config", try folder.configure(), "--once", home: folder.scratch)
        #expect(once.code == 66)
        #expect(
            once.errors.split(separator: "\n").last?.contains(
                "no file matches \(folder.scratch.path)/\(pattern)"
            ) == true
        )
        #expect(try once.json()["records"]?.integer == 0)

        let agent = try folder.agent()
        let health = try agent.answer("health", "agent") { $0["status"]?.text == "degraded" }
        let missing = pattern.split(separator: "/").first ?? ""
        #expect(
            health.warnings.contains {
                $0.contains("app") || $0.contains(folder.scratch.path + "/" + missing)
            }
        )
        // It is there later, and followed by itself.
        let directory = FileSystem.directory(of: folder.scratch.file(pattern))
        try FileSystem.makeDirectories(directory)
        let name = pattern.split(separator: "/").last?.replacing("*", with: "a") ?? ""
        let log = GeneratedLog(
            seed: 62,
            start: Times.ago(minutes: 3),
            .init(lines: 20, broken: 0, seconds: 60)
        )
        try LogWriter("\(directory)/\(name)").write(log.bytes)
        try agent.answer("stats") { $0["total"]?["count"]?.integer == 20 }
        try agent.answer("health", "agent") { $0["status"]?.text == "healthy" }
        #expect(try agent.stop() == 0)
    }

    @Test func aSecondAgentIsToldOfTheFirst() throws {
        let folder = try AgentFolder()
        let log = GeneratedLog(
            seed: 63,
            start: Times.ago(minutes: 3),
            .init(lines: 20, broken: 0, seconds: 60)
        )
        try folder.scratch.write("logs/a.jsonl", log.bytes)
        let agent = try folder.agent()
        let path = folder.scratch.file("fraiseqld.yaml")
        for options in [[], ["--once"]] {
            let outcome = try CommandRunner.run(
                [try BuiltProgram.agent.path(), "--config", path] + options,
                environment: ["HOME": folder.scratch.path]
            )
            #expect(outcome.code == 69)
            #expect(outcome.errors.contains("pid \(agent.process.processID)"), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }
        #expect(try agent.answer("status")["pid"]?.integer == Int64(agent.process.processID))
        #expect(try agent.stop() == 0)
    }

    @Test func aSocketPathThatIsTooLongIsNamed() throws {
        let folder = try AgentFolder()
        let long = folder.scratch.file(String(repeating: "s", count: 120))
        let path = try folder.scratch.write(
            "long.yaml",
            """
            state_directory: \(folder.scratch.path)/state
            control: {socket: \(long)}
            sources:
            \(folder.sources)
            """
        )
        let outcome = try run("--config", path, home: folder.scratch)
        #expect(outcome.code == 78)
        #expect(outcome.errors.contains("\(path):2: control.socket: "))
        #expect(outcome.errors.contains("107"))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        let control = try CommandRunner.run([try BuiltProgram.control.path(), "--socket", long, "stats"])
        #expect(control.code == 78 || control.code == 64)
        #expect(control.errors.contains("107"), "\(control.errors)")
    }

    @Test func aNameOf100KilobytesAndOneWithNULAreKeptAndCut() throws {
        let schema = try TestServer.schema()
        let folder = try AgentFolder(schema.settings)
        let time = Times.ago(minutes: 5).text
        let name = "long" + String(repeating: "é漢", count: 20_000)
        #expect(name.utf8.count > 100_000)
        try LogWriter(folder.log("a.jsonl")).line(
            #"{"ts":"\#(time)","kind":"graphql","event":"query","operation":"\#(name)","duration_ms":1}"#,
            #"{"ts":"\#(time)","kind":"graphql","event":"query","operation":"nul\u0000here","duration_ms":2}"#,
            #"{"ts":"\#(time)","kind":"graphql","event":"query","operation":"\u001b[31mred","duration_ms":3}"#
        )
        let account = try folder.once()
        #expect(account["records"]?.integer == 3)
        #expect(account["postgresql"]?.text == "sent")
        let agent = try folder.agent()
        let answer = try agent.answer("stats", "--window", "1h", "--sort", "name") {
            $0["groups"]?.elements.count == 3
        }
        let keys = (answer["groups"]?.elements ?? []).compactMap { $0["operation_name"]?.text }
        let cut = try #require(keys.first { $0.hasPrefix("long") })
        #expect(cut.utf8.count <= 255)
        let digits = cut.suffix(16)
        #expect(digits.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(cut.dropLast(16).last == "…")
        #expect(name.hasPrefix(String(cut.dropLast(17))))
        #expect(keys.contains("nul\u{FFFD}here"))
        #expect(keys.contains("\u{FFFD}[31mred"))
        // Archive, answers and tables agree.
        #expect(Set(try folder.records().compactMap(\.operation_name)) == Set(keys))
        let rows = try schema.psql("SELECT operation_name FROM \(schema.name).operation_summary ORDER BY 1")
        #expect(Set(rows.split(separator: "\n").map(String.init)) == Set(keys))
        // No byte that a terminal would obey comes out of the tables.
        let table = try agent.control("stats")
        #expect(table.code == 0)
        #expect(!table.output.contains(0x1B) && !table.output.contains(0))
        #expect(try agent.control("graphql", "recent").output.contains(0x1B) == false)
        #expect(try agent.stop() == 0)
    }

    @Test func aFileWithoutOneRecordIsBadData() throws {
        let folder = try AgentFolder()
        try folder.scratch.write("logs/a.jsonl", "plain text\nmore of it\n")
        let outcome = try run("--config", try folder.configure(), "--once", home: folder.scratch)
        #expect(outcome.code == 65)
        #expect(outcome.errors.split(separator: "\n").last?.contains("a.jsonl") == true)
        #expect(try outcome.json()["sources"]?[0]?["rejects"]?["not_json"]?.integer == 2)
    }

    @Test func wrongOptionsAreUsageErrors() throws {
        let scratch = try ScratchDirectory()
        #expect(try run("--no-such-option", home: scratch).code == 64)
        #expect(try run("--final", home: scratch).code == 64)
        #expect(try CommandRunner.run([try BuiltProgram.control.path(), "no-such-command"]).code == 64)
        let version = try run("--version", home: scratch)
        #expect(version.code == 0 && version.text.hasPrefix("fraiseqld "))
    }
}
