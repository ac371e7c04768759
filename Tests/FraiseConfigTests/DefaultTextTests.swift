import FoundationEssentials
import Testing

@testable import FraiseConfig

@Suite struct DefaultTextTests {
    @Test func loadsToTheDefaults() throws {
        let places = Places(environment: [:], effectiveUserID: 0, hostName: "web-1")
        let loaded = try AgentConfiguration.parse(
            text: AgentConfiguration.defaultText,
            fileName: "fraiseqld.yaml",
            places: places
        )
        var expected = AgentConfiguration(places: places)
        expected.sources = [
            SourceConfiguration(name: "app", kind: .operations, paths: ["/var/log/fraiseql/*.jsonl"]),
            SourceConfiguration(name: "postgres", kind: .postgresql, paths: ["/var/log/postgresql/*"]),
        ]
        #expect(loaded.configuration == expected)
        #expect(loaded.warnings.isEmpty)
    }

    @Test func isTheFileOfTheRepository() throws {
        try RepositoryFile.check("config/fraiseqld.yaml", AgentConfiguration.defaultText)
    }
}
