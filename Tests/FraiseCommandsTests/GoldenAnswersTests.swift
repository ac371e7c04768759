import FraiseControl
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Testing

/// The JSON and CSV of every command, and some tables, byte for byte. `FRAISE_UPDATE_GOLDEN=1` writes them anew.
@Suite struct GoldenAnswersTests {
    static let directory =
        String(#filePath.prefix(through: #filePath.lastIndex(of: "/") ?? #filePath.startIndex)) + "Golden/"

    static let commands: [(name: String, arguments: [String], code: Int32)] = [
        ("health-check", ["health"], 1),
        ("health-check-detailed", ["health", "check", "--detailed"], 1),
        ("health-database", ["health", "database"], 0),
        ("health-cache", ["health", "cache"], 1),
        ("health-graphql", ["health", "graphql"], 0),
        ("health-tracing", ["health", "tracing"], 0),
        ("health-agent", ["health", "agent"], 0),
        ("health-transitions", ["health", "transitions"], 0),
        ("status", ["status"], 0),
        ("status-rejects", ["status", "--rejects"], 0),
        ("stats", ["stats"], 0),
        ("stats-limited", ["stats", "--limit", "1", "--by", "operation_name"], 0),
        ("database-recent", ["database", "recent"], 0),
        ("database-slow", ["database", "slow"], 0),
        ("database-stats", ["database", "stats"], 0),
        ("database-pool", ["database", "pool"], 0),
        ("graphql-recent", ["graphql", "recent"], 0),
        ("graphql-slow", ["graphql", "slow"], 0),
        ("graphql-stats", ["graphql", "stats", "--window", "5m"], 0),
        ("cache-stats", ["cache", "stats"], 0),
        ("config-show", ["config", "show"], 0),
        ("config-reload", ["config", "reload"], 0),
    ]

    @Test(arguments: commands.map(\.name), ["json", "csv", "table"])
    func answer(_ name: String, _ format: String) async throws {
        let command = try #require(Self.commands.first { $0.name == name })
        let bench = try CommandBench()
        let code = try await bench.serve(command.arguments + ["--format", format])
        #expect(code == command.code, "\(bench.errors.text)")
        #expect(bench.errors.text == "")
        if format == "json" { _ = try JSONParser.parse(Array(bench.output.text.utf8)) }
        let path = Self.directory + name + "." + (format == "table" ? "txt" : format)
        if getenv("FRAISE_UPDATE_GOLDEN") != nil {
            try FileSystem.replace(path, with: Array(bench.output.text.utf8), permissions: 0o644)
        }
        let expected = String(decoding: try FileSystem.read(path), as: UTF8.self)
        #expect(bench.output.text == expected)
    }
}
