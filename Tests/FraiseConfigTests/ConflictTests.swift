import Testing

@testable import FraiseConfig

@Suite struct ConflictTests {
    private static let long = "/" + String(repeating: "s", count: 120)

    @Test(arguments: [
        ("health: {database: {pool_degraded: 0.9}}", "health.database.pool_degraded: 0.9 is not less than"),
        ("health: {database: {pool_unhealthy: 0.8}}", "health.database.pool_unhealthy: 0.8 is not less than"),
        ("health: {database: {error_degraded: 0.06}}", "health.database.error_degraded: 0.06 is not less"),
        ("health: {cache: {hit_degraded: 0.5}}", "health.cache.hit_degraded: 0.5 is not more than"),
        ("health: {graphql: {success_degraded: 0.85}}", "health.graphql.success_degraded: 0.85 is not more"),
        ("health: {graphql: {error_unhealthy: 0.01}}", "health.graphql.error_unhealthy: 0.01 is not less"),
        ("health: {window: 15s}", "health.window: 15s is no multiple of 10s"),
        ("health: {window: 1530s}", "health.window: 1530s is no multiple of 1m"),
        (
            "archive: {retention: {size: 1MiB}}",
            "archive.retention.size: 1MiB is less than archive.rotate.size"
        ),
        ("archive: {rotate: {interval: 2h}, retention: {age: 1h}}", "archive.retention.age: 1h is less than"),
        ("postgresql: {retention: {hour: 1d}}", "postgresql.retention.hour: 1d is less than"),
        ("postgresql: {retention: {minute: 401d}}", "postgresql.retention.minute: 400d is less than"),
        (
            "archive: {directory: /var//lib/./fraiseqld/}",
            "archive.directory: archive.directory and state_directory are"
        ),
        ("control: {socket: \(long)}", "control.socket: the socket's path has 121 bytes"),
    ])
    func isTold(_ text: String, _ start: String) {
        if start.hasPrefix("health.database.pool_unhealthy")
            || start.hasPrefix("health.graphql.error_unhealthy")
        {
            // The line to blame is the one that is given; the figures are in the order degraded, unhealthy.
            let found = Sample.messages(after: text)
            #expect(found.count == 1)
            #expect(
                found.first?.hasPrefix("f.yaml:2: health.") == true
                    && found.first?.contains("_unhealthy: ") == true
            )
            return
        }
        Sample.expectOne(after: text, begins: "f.yaml:2: \(start)")
    }

    @Test func isNotToldOfAValueThatWasNotTaken() {
        Sample.expectOne(
            after: "health: {database: {pool_degraded: 0.95, pool_unhealthy: high}}",
            begins: "f.yaml:2: health.database.pool_unhealthy: \"high\" is no ratio"
        )
    }

    @Test func namesTheVariableToBlame() {
        Sample.expectOne(
            after: "",
            environment: ["FRAISEQLD_HEALTH_WINDOW": "15s"],
            begins: "FRAISEQLD_HEALTH_WINDOW: health.window: 15s is"
        )
    }

    @Test func ofADefaultNamesTheFile() throws {
        let places = Places(
            environment: ["HOME": "/h", "XDG_RUNTIME_DIR": Self.long],
            effectiveUserID: 1,
            hostName: "h"
        )
        do throws(ConfigurationErrors) {
            _ = try AgentConfiguration.parse(text: Sample.source, fileName: "f.yaml", places: places)
            Issue.record("taken")
        } catch {
            #expect(error.description.hasPrefix("f.yaml: control.socket: the socket's path has "))
        }
    }

    @Test func aSocketOf107BytesIsRight() throws {
        let path = "/" + String(repeating: "s", count: 106)
        #expect(try Sample.load(after: "control: {socket: \(path)}").configuration.control.socket == path)
    }
}
