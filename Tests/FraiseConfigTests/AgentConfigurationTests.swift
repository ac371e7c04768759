import Testing

@testable import FraiseConfig

@Suite struct AgentConfigurationTests {
    @Test func readsEverySection() throws {
        let text = """
            host: web-9
            state_directory: /srv/f
            log: {level: warning, format: json, reject_samples: true}
            sources:
              - name: app
                type: operations
                paths: [/a/*.jsonl, "/b/[0-9].jsonl"]
                exclude: [/a/old.jsonl]
                start: end
                timestamp: previous
                fields: {duration: "took:ns", user_id: [account.id, login]}
                expect_every: 15m
              - name: pg
                type: postgresql
                paths: /var/log/postgresql/*
                format: stderr
                log_line_prefix: "%m [%p] "
                timezone: Europe/Berlin
                literals: keep
            windows: {memory: 64MiB, max_operations: 500}
            slow: {query: 1s, mutation: 2s, subscription: 3s, database: 4s, cache: 5s}
            sampling: {rate: 25%}
            redact: [variables.password]
            archive:
              rotate: {size: 1MiB, interval: 10m}
              retention: {age: 90d, size: 50GiB}
              min_free: 10%
              on_low_space: oldest
              compression: small
              commit_interval: 100ms
            postgresql:
              url: "postgresql:///app"
              schema: monitor
              flush_interval: 30s
              retention: {minute: 1d, hour: 2d}
            health:
              interval: 10s
              window: 30m
              min_samples: 5
              worsen_after: 1
              recover_after: 9
              agent: {lag_degraded: 1m}
              database: {url: "dbname=app", pool_degraded: 0.5, pool_unhealthy: 0.6, slow_degraded: 0.1, error_degraded: 0.2, error_unhealthy: 0.3}
              cache: {hit_degraded: 0.4, hit_unhealthy: 0.3, eviction_degraded: 0.9}
              graphql: {success_degraded: 0.8, success_unhealthy: 0.7, error_degraded: 0.2, error_unhealthy: 0.3}
            control: {socket: /tmp/c.sock, mode: 0640, group: adm, admin_group: ""}
            metrics: {textfile: /m/f.prom, interval: 5s, listen: 127.0.0.1:9187}
            """
        let configuration = try Sample.load(text).configuration
        var expected = AgentConfiguration(places: Sample.places)
        expected.host = "web-9"
        expected.stateDirectory = "/srv/f"
        expected.log.level = .warning
        expected.log.format = .json
        expected.log.rejectSamples = true
        var app = SourceConfiguration(
            name: "app",
            kind: .operations,
            paths: ["/a/*.jsonl", "/b/[0-9].jsonl"]
        )
        app.exclude = ["/a/old.jsonl"]
        app.start = .end
        app.timestamp = .previous
        app.fields = [
            FieldMapping(field: "duration_ms", input: "took", unit: .nanoseconds),
            FieldMapping(field: "user_id", input: "account.id"),
            FieldMapping(field: "user_id", input: "login"),
        ]
        app.expectEvery = .minutes(15)
        var server = SourceConfiguration(name: "pg", kind: .postgresql, paths: ["/var/log/postgresql/*"])
        server.format = .stderr
        server.logLinePrefix = "%m [%p] "
        server.timeZone = "Europe/Berlin"
        server.literals = .keep
        expected.sources = [app, server]
        expected.windows.memory = 64 << 20
        expected.windows.maximumOperations = 500
        expected.slow.query = .seconds(1)
        expected.slow.mutation = .seconds(2)
        expected.slow.subscription = .seconds(3)
        expected.slow.database = .seconds(4)
        expected.slow.cache = .seconds(5)
        expected.sampling.rate = 0.25
        expected.redact = ["variables.password"]
        expected.archive = archive
        expected.postgresql = try postgresql
        expected.health = try health
        expected.control = ControlConfiguration(socket: "/tmp/c.sock", mode: 0o640)
        expected.control.group = "adm"
        expected.control.adminGroup = nil
        expected.metrics.textfile = "/m/f.prom"
        expected.metrics.interval = .seconds(5)
        expected.metrics.listen = ListenAddress("127.0.0.1:9187")
        #expect(configuration == expected)
    }

    private var archive: ArchiveConfiguration {
        var archive = ArchiveConfiguration(directory: "/srv/f/archive")
        archive.rotate.size = 1 << 20
        archive.rotate.interval = .minutes(10)
        archive.retention.age = .days(90)
        archive.retention.size = 50 << 30
        archive.minimumFree = 0.1
        archive.onLowSpace = .oldest
        archive.compression = .small
        archive.commitInterval = .milliseconds(100)
        return archive
    }

    private var postgresql: PostgresConfiguration {
        get throws {
            var postgresql = PostgresConfiguration()
            postgresql.url = try DatabaseURL("postgresql:///app")
            postgresql.schema = "monitor"
            postgresql.flushInterval = .seconds(30)
            postgresql.retention.minute = .days(1)
            postgresql.retention.hour = .days(2)
            return postgresql
        }
    }

    private var health: HealthConfiguration {
        get throws {
            var health = HealthConfiguration()
            health.interval = .seconds(10)
            health.window = .minutes(30)
            health.minimumSamples = 5
            health.worsenAfter = 1
            health.recoverAfter = 9
            health.agent.lagDegraded = .minutes(1)
            health.database.url = try DatabaseURL("dbname=app")
            health.database.poolDegraded = 0.5
            health.database.poolUnhealthy = 0.6
            health.database.slowDegraded = 0.1
            health.database.errorDegraded = 0.2
            health.database.errorUnhealthy = 0.3
            health.cache.hitDegraded = 0.4
            health.cache.hitUnhealthy = 0.3
            health.cache.evictionDegraded = 0.9
            health.graphql.successDegraded = 0.8
            health.graphql.successUnhealthy = 0.7
            health.graphql.errorDegraded = 0.2
            health.graphql.errorUnhealthy = 0.3
            return health
        }
    }

    @Test func sectionsWithoutContentAreDefaults() throws {
        let loaded = try Sample.load(after: "slow:\narchive:\n  rotate:\nhealth: ~\n")
        #expect(loaded.configuration.slow == SlowConfiguration())
    }

    @Test func placesFollowTheStateDirectory() throws {
        let user = Places(environment: ["HOME": "/home/ada"], effectiveUserID: 1000, hostName: "h")
        let configuration = try AgentConfiguration.parse(
            text: Sample.source + "state_directory: /s/",
            fileName: "f",
            places: user
        ).configuration
        #expect(configuration.archive.directory == "/s/archive")
        #expect(configuration.control.socket == "/s/control.sock")
        #expect(configuration.control.mode == 0o600)
    }

    @Test func tellsEverythingAtOnceInTheOrderOfTheFile() {
        let found = Sample.messages(
            after: """
                slo: {query: 1s}
                slow: {query: 100, quary: 1s, cache: fast}
                log:
                  level: verbose
                  format: [text]
                sampling: {rate: 1.5}
                archive: {rotate: {size: 256MB}, min_free: 5}
                host: a
                host: b
                """,
            environment: ["FRAISEQLD_SLOW_QUERY": "1"]
        )
        #expect(
            found == [
                "f.yaml:2: slo: the key is not known; expected: slow, which is nearest",
                "f.yaml:3: slow.query: \"100\" has no unit; "
                    + "expected: a duration of 0s to 104d, such as 100ms, 10s, 5m, 24h or 90d",
                "f.yaml:3: slow.quary: the key is not known; expected: slow.query, which is nearest",
                "f.yaml:3: slow.cache: \"fast\" is no duration; "
                    + "expected: a duration of 0s to 104d, such as 100ms, 10s, 5m, 24h or 90d",
                "f.yaml:5: log.level: \"verbose\" is not known; expected: error, warning, info or debug",
                "f.yaml:6: log.format: it is a list; expected: text or json",
                "f.yaml:7: sampling.rate: \"1.5\" is out of range; expected: a ratio of 0 to 1, such as 0.8 or 80%",
                "f.yaml:8: archive.rotate.size: \"256MB\" is no size; "
                    + "expected: a size of 64KiB to 64GiB, such as 64KiB, 256MiB or 50GiB",
                "f.yaml:8: archive.min_free: \"5\" has no % behind it; expected: a percentage of 0% to 50%, such as 5%",
                "f.yaml:10: host: the key stands in line 9 already; expected: each key once",
                "FRAISEQLD_SLOW_QUERY: slow.query: \"1\" has no unit; "
                    + "expected: a duration of 0s to 104d, such as 100ms, 10s, 5m, 24h or 90d",
            ]
        )
    }

    @Test(arguments: [
        ("rotate: {}", "archive.rotate, which has this name"),
        ("socket: /a", "control.socket, which has this name"),
        ("postgres: {url: x}", "postgresql, which is nearest"),
        ("archive: {rotaet: {}}", "archive.rotate, which is nearest"),
        ("archive: {rotate: {sise: 1}}", "archive.rotate.size, which is nearest"),
        (
            "slow: {zzzzzzzz: 1}",
            "one of slow.query, slow.mutation, slow.subscription, slow.database, slow.cache"
        ),
        ("sorces: []", "sources, which is nearest"),
    ])
    func anUnknownKeyNamesTheNearest(_ text: String, _ hint: String) {
        let found = Sample.messages(after: text)
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix("expected: \(hint)") == true, "\(found)")
    }

    @Test(arguments: [
        ("host: \"\"", "host: the name is empty"), ("host:", "host: there is no value"),
        ("state_directory: ~/x", "state_directory: ~ is not expanded"),
        ("state_directory: \"a\\u0007\"", "state_directory: \"a\\u{7}\" contains a control character"),
        ("windows: {max_operations: 1.5}", "windows.max_operations: \"1.5\" is no whole number"),
        ("windows: {max_operations: -1}", "windows.max_operations: \"-1\" is no whole number"),
        ("windows: {max_operations: 9}", "windows.max_operations: \"9\" is out of range"),
        ("windows: {memory: 1MiB}", "windows.memory: \"1MiB\" is out of range"),
        ("log: {reject_samples: yes}", "log.reject_samples: \"yes\" is neither"),
        ("sampling: {rate: nan}", "sampling.rate: \"nan\" is no ratio"),
        ("archive: {min_free: 60%}", "archive.min_free: \"60%\" is out of range"),
        ("archive: {retention: {age: never}}", "archive.retention.age: \"never\" is no duration"),
        ("archive: {retention: {size: forever}}", "archive.retention.size: \"forever\" is no size"),
        ("control: {mode: 0066}", "control.mode: \"0066\" cannot be used"),
        ("control: {mode: 1777}", "control.mode: \"1777\" cannot be used"),
        ("control: {mode: 668}", "control.mode: \"668\" cannot be used"),
        ("control: {group: -x}", "control.group: \"-x\" is no group"),
        ("postgresql: {schema: pg_x}", "postgresql.schema: \"pg_x\" cannot be used"),
        ("postgresql: {schema: A}", "postgresql.schema: \"A\" cannot be used"),
        ("postgresql: {schema: 1a}", "postgresql.schema: \"1a\" cannot be used"),
        ("postgresql: {schema: \"a;drop\"}", "postgresql.schema: \"a;drop\" cannot be used"),
        ("postgresql: {url: \"http://h\"}", "postgresql.url: the scheme is not postgresql"),
        ("health: {worsen_after: 0}", "health.worsen_after: \"0\" is out of range"),
        ("health: {recover_after: 0}", "health.recover_after: \"0\" is out of range"),
        ("metrics: {listen: 0.0.0.0:9187}", "metrics.listen: \"0.0.0.0:9187\" cannot be listened on"),
        ("metrics: {textfile: /a/b.txt}", "metrics.textfile: node_exporter reads only"),
        ("redact: {a: b}", "redact: it is a map"), ("redact: [a..b]", "redact: \"a..b\" has an empty name"),
        ("redact: [timestamp]", "redact: records cannot be without \"timestamp\""),
        ("slow: 5s", "slow: it is the value \"5s\""), ("slow: [query]", "slow: it is a list"),
        ("slow: {query: {a: b}}", "slow.query: it is a map"),
        ("slow: {query: }", "slow.query: there is no value"),
    ])
    func aWrongValueIsTold(_ text: String, _ start: String) {
        Sample.expectOne(after: text, begins: "f.yaml:2: \(start)")
    }

    @Test func allWrongItemsOfAListAreTold() {
        #expect(
            Sample.messages(after: "redact:\n  - a..b\n  - ok\n  - host\n  - []\n") == [
                "f.yaml:3: redact: \"a..b\" has an empty name; expected: names joined by points",
                "f.yaml:5: redact: records cannot be without \"host\"; expected: names joined by points",
                "f.yaml:6: redact: it is a list; expected: names joined by points",
            ]
        )
    }

    @Test func theSecretOfAWrongAddressIsNotShown() {
        let found = Sample.messages(after: "postgresql: {url: \"postgresql://u:geheim@h:x/app\"}")
        #expect(found.count == 1 && found.allSatisfy { !$0.contains("geheim") })
    }
}
