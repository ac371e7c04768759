import FraiseCommands
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Synchronization
import Testing

@Suite struct CommandLineProgramTests {
    @Test(arguments: [
        (HealthStatus.healthy, Int32(0)), (.degraded, 1), (.unhealthy, 2), (.unknown, 3),
    ])
    func healthDecidesTheExitCode(_ status: HealthStatus, _ code: Int32) async throws {
        for arguments in [
            ["health"], ["health", "cache"], ["monitoring", "health"], ["health", "--format", "json"],
        ] {
            let bench = try CommandBench()
            #expect(try await bench.serve(arguments, service: FixtureService(healthStatus: status)) == code)
        }
    }

    @Test func withoutAgent() throws {
        for (arguments, code) in [(["status"], Int32(69)), (["health"], 3), (["health", "transitions"], 3)] {
            let bench = try CommandBench()
            #expect(bench.run(arguments) == code)
            let path = bench.scratch.file("c.sock")
            let expected =
                "fraiseqlctl: agent not reachable at \(path): is fraiseqld running? systemctl status fraiseqld\n"
            #expect(bench.errors.text == expected)
        }
    }

    @Test func aStaleSocketIsNoAgent() throws {
        let bench = try CommandBench()
        close(try UnixListener.open(bench.scratch.file("c.sock"), permissions: 0o600).descriptor)
        #expect(bench.run(["stats"]) == 69)
        #expect(bench.errors.text.contains("agent not reachable at"))
    }

    @Test(arguments: [
        ["nonsense"], ["health", "--nonsense"], ["stats", "--window", "5x"], ["stats", "--format", "xml"],
        ["database", "slow", "--threshold", "fast"], ["stats", "--limit", "many"], ["health", "--format"],
    ])
    func usageErrors(_ arguments: [String]) throws {
        let bench = try CommandBench()
        #expect(bench.run(arguments) == 64)
        #expect(bench.output.text == "")
        #expect(bench.errors.text.hasPrefix("Error: "))
    }

    @Test func theAgentsUsageErrorsToo() async throws {
        let bench = try CommandBench()
        #expect(try await bench.serve(["stats", "--sort", "colour"]) == 64)
        #expect(bench.errors.text.contains("sort=colour"))
        let limit = try CommandBench()
        #expect(try await limit.serve(["database", "recent", "--limit", "0"]) == 64)
        let zone = try CommandBench()
        #expect(try await zone.serve(["health", "transitions", "--timezone", "Moon/Crater"]) == 64)
    }

    @Test func globalOptionsBeforeTheCommand() async throws {
        let before = try CommandBench()
        #expect(
            try await before.serve(["--format", "json", "database", "--raw", "recent", "--limit", "3"]) == 0
        )
        let after = try CommandBench()
        #expect(try await after.serve(["database", "recent", "--limit=3", "--format=json"]) == 0)
        #expect(before.output.text == after.output.text)
        #expect(before.output.text.hasPrefix("[\n"))
    }

    @Test func monitoringIsTheSame() async throws {
        let plain = try CommandBench()
        let seed = try CommandBench()
        #expect(try await plain.serve(["graphql", "stats"]) == 0)
        #expect(try await seed.serve(["monitoring", "graphql", "stats"]) == 0)
        #expect(plain.output.text == seed.output.text)
    }

    @Test func socketOfTheOptionWins() async throws {
        var bench = try CommandBench()
        let path = bench.scratch.file("c.sock")
        bench.variables["FRAISEQL_SOCKET"] = "/nowhere/at.all"
        #expect(try await bench.serve(["--socket", path, "stats"]) == 0)
        #expect(bench.run(["stats"]) == 69)
        #expect(bench.errors.text.contains("/nowhere/at.all"))
    }

    @Test func socketOfTheUserComesBeforeTheSystems() async throws {
        var bench = try CommandBench()
        bench.variables = ["XDG_RUNTIME_DIR": "/nowhere", "HOME": "/nobody", "TZ": "UTC"]
        #expect(bench.run(["stats"]) == 69)
        #expect(
            bench.errors.text.contains(
                "/nowhere/fraiseqld/control.sock or /nobody/.local/state/fraiseqld/control.sock or /run/fraiseqld/control.sock"
            )
        )
    }

    @Test(arguments: [
        ["database", "recent"], ["graphql", "slow"], ["stats"], ["database", "pool"],
        ["health", "transitions"],
        ["cache", "stats"], ["database", "stats"], ["status"],
    ])
    func nothingIsSuccess(_ arguments: [String]) async throws {
        for format in ["table", "json", "csv"] {
            let bench = try CommandBench()
            let code = try await bench.serve(
                arguments + ["--format", format],
                service: FixtureService(isEmpty: true)
            )
            #expect(code == 0)
            #expect(!bench.output.text.isEmpty)
        }
    }

    @Test func aBrokenPipeIsSuccess() async throws {
        let gone = CapturedOutput(failure: FraiseError(.cannotCreate, "gone", systemCode: EPIPE))
        #expect(try await CommandBench(output: gone).serve(["stats"]) == 0)
        let full = CapturedOutput(failure: FraiseError(.cannotCreate, "full", systemCode: ENOSPC))
        #expect(try await CommandBench(output: full).serve(["stats"]) == 73)
    }

    @Test func colourOnlyInATerminal() async throws {
        let terminal = try CommandBench(output: CapturedOutput(isTerminal: true, columns: 80))
        _ = try await terminal.serve(["health"])
        #expect(terminal.output.text.contains("\u{1B}[33mdegraded"))
        var plain = try CommandBench(output: CapturedOutput(isTerminal: true, columns: 80))
        plain.variables["NO_COLOR"] = "1"
        _ = try await plain.serve(["health"])
        #expect(!plain.output.text.contains("\u{1B}"))
        let pipe = try CommandBench()
        _ = try await pipe.serve(["health"])
        #expect(!pipe.output.text.contains("\u{1B}"))
    }

    @Test func tablesFitTheTerminal() async throws {
        var bench = try CommandBench(output: CapturedOutput(isTerminal: true, columns: 120))
        bench.variables["NO_COLOR"] = "1"
        _ = try await bench.serve(["database", "recent", "--timezone", "Europe/Berlin"])
        let lines = bench.output.text.split(separator: "\n")
        try #require(lines.count > 1)
        #expect(lines[0].contains("Time (Europe/Berlin)"))
        #expect(lines[1].contains("2026-11-22 11:15:30.123"))
        #expect(lines[1].count <= 120)
        #expect(lines[1].hasSuffix("…"))
    }

    @Test func configCheckPassesOn() throws {
        var bench = try CommandBench()
        let program = try bench.scratch.write("fraiseqld", Array("#!/bin/sh\n".utf8))
        #expect(bench.run(["config", "check"]) == 69)
        chmod(program, 0o755)
        bench.variables["FRAISEQL_SOCKET"] = nil
        #expect(bench.run(["config", "check", "--config", "/a b.yaml"]) == 78)
        #expect(bench.executed.calls.withLock { $0 } == [[program, "--check", "--config", "/a b.yaml"]])
    }

    @Test func metricsAsTheyAre() async throws {
        let bench = try CommandBench()
        #expect(try await bench.serve(["metrics"]) == 0)
        #expect(bench.output.text.contains("# TYPE fraiseqld_records_total counter\n"))
        #expect(try await bench.serve(["metrics", "--format", "json"]) == 64)
    }

    @Test func aRefusedConfigurationIsTold() async throws {
        let bench = try CommandBench()
        #expect(try await bench.serve(["config", "reload"], service: FixtureService(isEmpty: true)) == 78)
        #expect(bench.errors.text == "fraiseqlctl: line 3: slow.qury is unknown\n")
    }

    @Test func helpAndVersion() throws {
        for arguments in [["--help"], ["health", "--help"], ["--version"], [], ["database"]] {
            let bench = try CommandBench()
            #expect(bench.run(arguments) == 0)
            #expect(!bench.output.text.isEmpty)
            #expect(bench.errors.text == "")
        }
    }
}
