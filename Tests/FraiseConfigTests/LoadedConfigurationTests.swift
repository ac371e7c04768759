import Testing

@testable import FraiseConfig

@Suite struct LoadedConfigurationTests {
    @Test func tellsValuesWithTheirOrigin() throws {
        let loaded = try Sample.load(
            after: "slow:\n  query: 24h\npostgresql: {url: \"postgresql://u:geheim@h/app\"}\n",
            environment: ["FRAISEQLD_LOG_LEVEL": "debug"]
        )
        let values = loaded.effectiveValues
        func line(_ key: String) -> String? {
            values.first { $0.key == key }.map { "\($0.text) \($0.origin)" }
        }
        #expect(line("slow.query") == "1d f.yaml:3")
        #expect(line("log.level") == "debug FRAISEQLD_LOG_LEVEL")
        #expect(line("slow.cache") == "10ms default")
        #expect(line("host") == "web-1 default")
        #expect(line("archive.retention.age") == "forever default")
        #expect(line("control.mode") == "\"0660\" default")
        #expect(line("sources[app].paths") == "[/var/log/app.jsonl] f.yaml:1")
        #expect(line("sources[app].fields") == "{} default")
        #expect(line("sources[app].literals") == nil)
        #expect(line("postgresql.url") == "\"postgresql://u:***@h/app\" f.yaml:4")
        #expect(values.allSatisfy { !$0.text.contains("geheim") })
        #expect(values.count == AgentKeys.all.count + SourceKeys.keys(of: .operations).count)
    }

    @Test func warnsOfWhatIsMostLikelyNotMeant() throws {
        let loaded = try Sample.load(
            """
            sources:
              - {name: a, type: operations, paths: [/a, /a]}
              - {name: b, type: postgresql, paths: [/a], format: csvlog, log_line_prefix: "%m"}
            postgresql: {url: "password=geheim"}
            health: {database: {url: "postgresql://a:geheim@b"}}
            control: {mode: 0666}
            """
        )
        let texts = loaded.warnings.map(\.description)
        #expect(texts.count == 5)
        #expect(texts.contains("sources[b].paths: \"/a\" is also in a: files count twice"))
        #expect(texts.contains("sources[b].log_line_prefix: csvlog has no prefix; it is not used"))
        #expect(texts.contains("control.mode: every user of this machine may read all figures and records"))
        #expect(texts.count { $0.contains("password stands in the address") } == 2)
        #expect(texts.allSatisfy { !$0.contains("geheim") })
    }

    @Test func changesWhileRunning() throws {
        let loaded = try Sample.load(after: "archive: {retention: {age: 10d}}")
        let changed = try loaded.changing([
            ("slow.query", "1s"), ("archive.retention.age", "20d"), ("sampling.rate", "0.5"),
        ])
        #expect(changed.configuration.slow.query == .seconds(1))
        #expect(changed.configuration.sampling.rate == 0.5)
        #expect(changed.origin(of: "slow.query") == .runtime)
        #expect(changed.origin(of: "slow.query").description == "runtime")
        let forever = try changed.changing([
            ("archive.retention.age", "forever"), ("postgresql.retention.hour", "500d"),
        ])
        #expect(forever.configuration.archive.retention.age == nil)
    }

    @Test(arguments: [
        ("slow.query", "1", "slow.query: \"1\" has no unit"),
        ("redact", "a", "redact: it cannot be changed while running"),
        ("control.socket", "/a", "control.socket: it cannot be changed"),
        ("slow.quary", "1s", "slow.quary: the key is not known"),
        ("postgresql.url", "", "postgresql.url: it cannot be changed"),
        ("x\u{1B}", "1", "\"x\\u{1b}\": the key is not known"),
        ("archive.retention.age", "9d", "archive.retention.age: \"9d\" would keep less"),
        ("archive.retention.size", "1TiB", "archive.retention.size: \"1TiB\" would keep less"),
        ("postgresql.retention.minute", "13d", "postgresql.retention.minute: \"13d\" would keep less"),
        ("postgresql.retention.hour", "399d", "postgresql.retention.hour: \"399d\" would keep less"),
        ("health.database.pool_degraded", "0.95", "health.database.pool_degraded: 0.95 is not less"),
    ])
    func refusesAWrongChange(_ key: String, _ text: String, _ start: String) throws {
        let loaded = try Sample.load(after: "archive: {retention: {age: 10d}}")
        do throws(ConfigurationErrors) {
            _ = try loaded.changing([("slow.cache", "1s"), (key, text)])
            Issue.record("taken")
        } catch {
            #expect(error.problems.count == 1)
            #expect(error.description.hasPrefix(start), "\(error)")
        }
    }

    @Test func memoryIsTheSumOfItsParts() {
        let bound = MemoryBound(
            AgentConfiguration(places: Sample.places),
            fixed: [.init(name: "blocks", bytes: 16 << 20), .init(name: "small", bytes: 100)]
        )
        #expect(bound.total == (144 << 20) + 100)
        #expect(
            bound.text
                == "memory: at most 145MiB\n  128MiB windows (windows.memory)\n  16MiB blocks\n  100B small"
        )
    }

    @Test func retentionIsTold() throws {
        let standard = RetentionPlan(AgentConfiguration(places: Sample.places))
        #expect(
            standard.lines == [
                "archive: nothing is removed, whatever its age and size",
                "archive: below 5% free space ingest pauses, nothing is removed",
                "postgresql: off, no tables",
            ]
        )
        let loaded = try Sample.load(
            after: """
                archive: {retention: {age: 90d, size: 50GiB}, on_low_space: oldest, min_free: 2.5%}
                postgresql: {url: "postgresql:///app"}
                """
        )
        #expect(
            RetentionPlan(loaded.configuration).text == """
                archive: a sealed segment is removed 90d after its sealing
                archive: the oldest sealed segments are removed while all together are over 50GiB
                archive: below 2.5% free space the oldest sealed segments are removed early
                postgresql: minute rows become hour rows after 14d, hour rows are removed after 400d
                """
        )
    }
}
