import Testing

@testable import FraiseConfig

@Suite struct TrialTests {
    @Test func keepsEverythingInOneDirectory() {
        let heads = [
            "/l/app.log": "{\"timestamp\":1}\n",
            "/l/pg.json": "{\"timestamp\":\"x\",\"pid\":1,\"error_severity\":\"LOG\"}\n",
            "/l/pg.log": "2026-11-22 10:00:00.000 UTC [12] LOG:  starting\n", "rust.log": "INFO x: {\"a\":1}",
        ]
        let configuration = AgentConfiguration.forTrial(
            paths: ["/l/app.log", "/l/pg.json", "/l/pg.log", "rust.log", "none"],
            stateDirectory: "/tmp/f-1",
            places: Sample.places
        ) { Array((heads[$0] ?? "").utf8) }
        #expect(configuration.sources.map(\.name) == ["operations", "postgresql"])
        #expect(
            configuration.sources.map(\.paths) == [
                ["/l/app.log", "rust.log", "none"], ["/l/pg.json", "/l/pg.log"],
            ]
        )
        #expect(configuration.archive.directory == "/tmp/f-1/archive")
        #expect(configuration.control.socket == "/tmp/f-1/control.sock")
        #expect(configuration.control.mode == 0o600)
        #expect(configuration.control.group == nil && configuration.control.adminGroup == nil)
        #expect(Conflict.all(in: configuration).isEmpty)
    }

    @Test(
        arguments: [
            ("/l/postgresql-16-main.log.1.gz", [0x1F, 0x8B, 8], .postgresql),
            ("/l/app.jsonl.gz", [0x1F, 0x8B], .operations),
            ("/l/a.csv", [], .postgresql), ("/l/a.jsonl", [], .operations),
            ("a", [0xEF, 0xBB, 0xBF, 0x7B], .operations),
            ("a", [0xFF, 0xFE, 0x00], .postgresql),
        ] as [(String, [UInt8], SourceConfiguration.Kind)]
    )
    func guessesByBytesThenName(_ path: String, _ bytes: [UInt8], _ kind: SourceConfiguration.Kind) {
        #expect(SourceConfiguration.Kind(path: path, firstBytes: bytes) == kind)
    }
}
