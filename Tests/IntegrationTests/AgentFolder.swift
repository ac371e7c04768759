import FraiseModel
import FraisePlatform
import FraiseTestSupport

/// A directory with logs, a configuration, a state and an archive, and the programs that work on them.
final class AgentFolder {
    let scratch: ScratchDirectory
    /// Lines of the configuration's `sources:`.
    var sources: String
    /// Other lines of the configuration.
    var settings: String
    var archiveSettings = ""

    /// A folder whose one source is `logs/*.jsonl*`.
    init(_ settings: String = "") throws {
        scratch = try ScratchDirectory()
        try scratch.directory("logs")
        self.settings = settings
        sources = "  - {name: app, type: operations, paths: [\"\(scratch.path)/logs/*.jsonl*\"]}"
    }

    var archive: String { scratch.file("archive") }
    var socket: String { scratch.file("c.sock") }

    func log(_ name: String) -> String { scratch.file("logs/" + name) }

    /// Writes the configuration and returns its path.
    @discardableResult
    func configure() throws -> String {
        try scratch.write(
            "fraiseqld.yaml",
            """
            host: test-1
            state_directory: \(scratch.path)/state
            control: {socket: \(socket)}
            archive:
              directory: \(archive)
              commit_interval: 50ms
              min_free: 0%
            \(archiveSettings)
            sources:
            \(sources)
            \(settings)
            """ + "\n"
        )
    }

    // MARK: --once

    /// Starts `fraiseqld --once`.
    func startOnce(_ options: String...) throws -> ChildProcess {
        let words = [try BuiltProgram.agent.path(), "--config", try configure(), "--once"]
        return try ChildProcess(words + options, environment: environment)
    }

    /// Runs `fraiseqld --once` and returns its account.
    @discardableResult
    func once(_ options: String..., code: Int32 = 0) throws -> JSONTree {
        let words = [try BuiltProgram.agent.path(), "--config", try configure(), "--once"]
        let outcome = try CommandRunner.run(words + options, environment: environment)
        guard outcome.code == code else {
            throw FraiseError(.internalFault, "--once: \(outcome.code) \(outcome.errors)\n\(outcome.text)")
        }
        return try outcome.json()
    }

    /// Starts the agent and waits until it is ready.
    func agent(_ more: [String: String] = [:], waitsForReady: Bool = true) throws -> AgentProcess {
        try AgentProcess(
            configuration: try configure(),
            socket: socket,
            environment: environment.merging(more) { $1 },
            waitsForReady: waitsForReady
        )
    }

    /// HOME keeps libpq from a password file of whoever runs the tests.
    private var environment: [String: String] { ["HOME": scratch.path, "TZ": "UTC"] }

    // MARK: The archive

    /// Sealed segments by number.
    func sealedSegments() throws -> [String] {
        var found: [String] = []
        for day in try FileSystem.list(archive) where day.hasPrefix("date=") {
            for name in try FileSystem.list(archive + "/" + day) { found.append("\(archive)/\(day)/\(name)") }
        }
        return found.sorted { $0.split(separator: "/").last ?? "" < $1.split(separator: "/").last ?? "" }
    }

    /// The open segment's path.
    func openSegment() throws -> String? {
        try FileSystem.list(archive + "/_open").last.map { "\(archive)/_open/\($0)" }
    }

    /// Records of the sealed segments, read with gzip, in their order.
    func records() throws -> [ArchivedRecord] {
        try sealedSegments().flatMap { try ArchivedRecord.read(try CommandRunner.zcat($0)) }
    }

    /// Records of sealed and open segments.
    func allRecords() throws -> [ArchivedRecord] {
        let open = try openSegment().map { try ArchivedRecord.read(try CommandRunner.zcat($0)) } ?? []
        return try records() + open
    }
}
