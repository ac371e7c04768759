import FraiseModel
import FraiseTestSupport
import Testing

@testable import FraisePostgres

@Suite struct HealthProbeTests {
    @Test func measuresAServer() async throws {
        let database = try TestServer.database()
        let blocker = try database.connection()
        try blocker.execute("BEGIN")
        let probe = try HealthProbe(url: database.url)
        let first = await probe.measure()
        #expect(first.error == nil)
        #expect(first.isReachable)
        #expect(first.connectDuration != nil)
        #expect(first.serverVersion.map { $0 / 10_000 } == database.server.majorVersion)
        #expect(first.isInRecovery == false)
        #expect(first.maxConnections == 100)
        #expect((first.connections ?? 0) >= 2)
        #expect((first.connectionsByState?["idle in transaction"] ?? 0) >= 1)
        #expect((first.activeConnections ?? 0) >= 1)
        #expect(first.totalDuration > .zero)
        let second = await probe.measure()
        #expect(second.connectDuration == nil)
        #expect(second.isReachable)
        #expect(blocker.isOpen)
    }

    @Test func withoutRightsStatesAreUnknown() async throws {
        let database = try TestServer.database()
        _ = try database.psql("CREATE ROLE plain_\(database.name) LOGIN")
        let other = try database.connection()
        let url = database.server.url(database: database.name, user: "plain_" + database.name)
        let measurement = await (try HealthProbe(url: url)).measure()
        #expect(measurement.error == nil)
        #expect(measurement.connectionsByState == nil)
        #expect(measurement.activeConnections == nil)
        #expect((measurement.connections ?? 0) >= 2)
        #expect(other.isOpen)
    }

    @Test func anAbsentServerIsAMeasurementToo() async throws {
        let measurement = await (try HealthProbe(url: "postgresql:///x?host=/nowhere")).measure()
        #expect(measurement.error?.kind == .connection)
        #expect(!measurement.isReachable)
        #expect(measurement.connections == nil)
        #expect(measurement.isInRecovery == nil)
    }

    @Test func endedSessionsAreReplacedInTheSameProbe() async throws {
        let database = try TestServer.database()
        let probe = try HealthProbe(url: database.url)
        _ = await probe.measure()
        _ = try database.server.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database.name)'"
        )
        let measurement = await probe.measure()
        #expect(measurement.error == nil)
        #expect(measurement.connectDuration != nil)
    }

    @Test func aServerThatIsSilentEndsInTime() async throws {
        let database = try TestServer.database()
        let probe = try HealthProbe(url: database.url, timeout: .milliseconds(1))
        // 1 ms is not enough for a session; whatever step it ends in, it ends and says so.
        let measurement = await probe.measure()
        #expect(measurement.error?.kind == .timeout)
    }

    @Test func asksHowTheServerLogs() async throws {
        let database = try TestServer.database()
        let settings = try await HealthProbe(url: database.url).serverLogSettings()
        #expect(settings.logLinePrefix == "%m [%p] ")
        #expect(settings.logDestination == "stderr")
        #expect(settings.messages == "C")
        #expect(!settings.logTimezone.isEmpty)
        #expect(try await database.publisher().serverLogSettings() == settings)
    }
}
