import FraiseTestSupport
import Testing

@Suite struct ThrowawayPostgresTests {
    @Test func startsStopsAndAnswers() throws {
        let server = try ThrowawayPostgres(settings: ["log_line_prefix": "it's %m"])
        #expect(try server.psql("SELECT 1, 'a'; SHOW log_line_prefix") == "1|a\nit's %m")
        try server.restart(.immediate)
        #expect(try server.psql("SHOW fsync") == "off")
        server.remove()
        #expect(throws: (any Error).self) { try server.psql("SELECT 1") }
    }
}
