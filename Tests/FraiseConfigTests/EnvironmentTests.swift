import Testing

@testable import FraiseConfig

@Suite struct EnvironmentTests {
    @Test func overridesTheFile() throws {
        let loaded = try Sample.load(
            after: "slow: {query: 1s}\nredact: [a]\n",
            environment: [
                "FRAISEQLD_SLOW_QUERY": "2s", "FRAISEQLD_REDACT": "b.c, d",
                "FRAISEQLD_POSTGRESQL_URL": "postgresql:///app",
                "FRAISEQLD_CONFIG": "/x", "PATH": "/bin", "FRAISEQL_SOCKET": "/s",
            ]
        )
        #expect(loaded.configuration.slow.query == .seconds(2))
        #expect(loaded.configuration.redact == ["b.c", "d"])
        #expect(loaded.configuration.postgresql.url?.text == "postgresql:///app")
        #expect(loaded.origin(of: "slow.query") == .environment("FRAISEQLD_SLOW_QUERY"))
    }

    @Test func setsEveryKeyButSources() throws {
        for key in ConfigurationKey.all where key.environmentName != nil && !key.isPlaceDependent {
            let name = try #require(key.environmentName)
            let text = key.defaultText == "\"\"" || key.defaultText == "[]" ? "" : key.defaultText
            let loaded = try Sample.load(after: "", environment: [name: text])
            #expect(loaded.origin(of: key.path) == .environment(name))
        }
    }

    @Test func aWrongValueNamesTheVariable() {
        Sample.expectOne(
            after: "",
            environment: ["FRAISEQLD_LOG_LEVEL": "loud"],
            begins: "FRAISEQLD_LOG_LEVEL: log.level: \"loud\" is not"
        )
        Sample.expectOne(
            after: "",
            environment: ["FRAISEQLD_REDACT": "a,,b"],
            begins: "FRAISEQLD_REDACT: redact: \"\" has an empty name"
        )
        Sample.expectOne(
            after: "",
            environment: ["FRAISEQLD_SLOW_QUERY": ""],
            begins: "FRAISEQLD_SLOW_QUERY: slow.query: \"\" is no duration"
        )
    }

    @Test func anUnknownVariableNamesTheNearest() {
        #expect(
            Sample.messages(after: "", environment: ["FRAISEQLD_SLOW_QUARY": "1s"]) == [
                "FRAISEQLD_SLOW_QUARY: no key has this variable; expected: FRAISEQLD_SLOW_QUERY, which is nearest"
            ]
        )
        Sample.expectOne(
            after: "",
            environment: ["FRAISEQLD_SOURCES": "x"],
            begins: "FRAISEQLD_SOURCES: no key has this variable"
        )
        Sample.expectOne(
            after: "",
            environment: ["FRAISEQLD_": "x"],
            begins: "FRAISEQLD_: no key has this variable"
        )
        Sample.expectOne(
            after: "",
            environment: ["FRAISEQLD_\u{1B}[31m": "x"],
            begins: "\"FRAISEQLD_\\u{1b}[31m\": no key has"
        )
    }
}
