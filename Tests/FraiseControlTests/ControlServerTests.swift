import FraiseControl
import FraiseControlServer
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct ControlServerTests {
    private let scratch: ScratchDirectory

    init() throws {
        scratch = try ScratchDirectory()
    }

    private func serve(
        _ change: (inout ControlServerSettings) -> Void = { _ in },
        then body: @escaping @Sendable (ControlServer, String) throws -> Void
    ) async throws {
        var settings = ControlServerSettings(socketPath: scratch.file("c.sock"))
        change(&settings)
        let server = try await ControlServer.start(settings, service: FixtureService())
        do {
            let path = settings.socketPath
            try await onThread { try body(server, path) }
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// Sends bytes and gives all that comes back until the server closes.
    private func exchange(_ path: String, _ text: String, finish: Bool = false) throws -> String {
        let deadline = SystemClock.monotonic() + 20_000_000_000
        let socket = try UnixSocket(connectingTo: path, deadline: deadline)
        try socket.send(Array(text.utf8), deadline: deadline)
        if finish { socket.finishSending() }
        return try rest(of: socket)
    }

    private func rest(of socket: UnixSocket) throws -> String {
        let deadline = SystemClock.monotonic() + 20_000_000_000
        var bytes: [UInt8] = []
        while true {
            let more = try socket.receive(deadline: deadline)
            if more.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += more
        }
    }

    @Test func answersTheClient() async throws {
        try await serve { _, path in
            let client = ControlClient(
                path: path,
                traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            )
            let response = try client.send("GET", "/health")
            #expect(response.status == 200)
            #expect(response.header("content-type") == "application/json")
            #expect(response.header("traceparent")?.hasPrefix("00-0af7") == true)
            #expect(try JSONParser.parse(response.body)["status"] == "degraded")
            let head = try client.send("HEAD", "/health")
            #expect(head.body.isEmpty)
            #expect(head.header("content-length") == "\(response.body.count)")
            let own = try client.send("POST", "/v1/archive/rotate")
            #expect(own.status == 200)
            let encoded = try client.send("GET", "/v1/stats", parameters: [("kind", "a&b=c é")])
            #expect(try JSONParser.parse(encoded.body)["detail"]?.text?.hasPrefix("kind=a&b=c é") == true)
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await serve { _, path in
            let request = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n"
            let last = "GET /nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
            let text = try exchange(path, String(repeating: request, count: 50) + last)
            #expect(text.split(separator: "HTTP/1.1 200").count == 50)
            #expect(text.contains("HTTP/1.1 404"))
        }
    }

    @Test func aClientThatOnlyFinishedSendingIsAnswered() async throws {
        try await serve { _, path in
            let text = try exchange(path, "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n", finish: true)
            #expect(text.contains("alive"))
        }
    }

    @Test(arguments: ["\u{0}\u{1}\u{2}\u{3}\r\n\r\n", "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"])
    func garbageIsRefused(_ text: String) async throws {
        try await serve { server, path in
            let reply1 = try exchange(path, text)
            #expect(reply1.hasPrefix("HTTP/1.1 400"))
            let alive = try ControlClient(path: path).send("GET", "/health/live").status
            #expect(alive == 200)
        }
    }

    @Test func tenMegabytesOfHeadersAreRefused() async throws {
        try await serve { _, path in
            let line = "x-filler: " + String(repeating: "a", count: 8000) + "\r\n"
            let text = "GET /health HTTP/1.1\r\nhost: x\r\n" + String(repeating: line, count: 1280)
            let answer = try? exchange(path, text)
            #expect(answer.map { $0.hasPrefix("HTTP/1.1 431") || $0.hasPrefix("HTTP/1.1 413") } ?? true)
            let reply2 = try exchange(path, String(text.prefix(30_000)))
            #expect(reply2.hasPrefix("HTTP/1.1 431"))
            let alive = try ControlClient(path: path).send("GET", "/health/live").status
            #expect(alive == 200)
        }
    }

    @Test func aLargeBodyIsRefused() async throws {
        try await serve { _, path in
            let head = "POST /v1/archive/rotate HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n"
            let answer = try exchange(path, head + String(repeating: "a", count: 100_000))
            #expect(answer.hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test func aSlowRequestTimesOut() async throws {
        try await serve({ $0.requestTimeout = 50_000_000 }) { _, path in
            let reply3 = try exchange(path, "GET /health HTT")
            #expect(reply3.hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        try await serve({ $0.idleTimeout = 50_000_000 }) { _, path in
            let reply4 = try exchange(path, "")
            #expect(reply4 == "")
        }
    }

    @Test func twoHundredConnections() async throws {
        try await serve { server, path in
            let deadline = SystemClock.monotonic() + 20_000_000_000
            var sockets: [UnixSocket] = []
            for _ in 0..<200 { sockets.append(try UnixSocket(connectingTo: path, deadline: deadline)) }
            for socket in sockets {
                try socket.send(
                    Array("GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".utf8),
                    deadline: deadline
                )
            }
            for socket in sockets {
                let reply = try rest(of: socket)
                #expect(reply.contains("alive"))
            }
        }
    }

    @Test func connectionsOverTheLimitAreToldSo() async throws {
        try await serve({ $0.connectionLimit = 2 }) { server, path in
            let deadline = SystemClock.monotonic() + 20_000_000_000
            let held = try (0..<2).map { _ in try UnixSocket(connectingTo: path, deadline: deadline) }
            // Answers prove that both are entered.
            for socket in held {
                try socket.send(
                    Array("GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n".utf8),
                    deadline: deadline
                )
                _ = try socket.receive(deadline: deadline)
            }
            let alive = try ControlClient(path: path).send("GET", "/health/live").status
            #expect(alive == 503)
            #expect(server.connections == 2)
        }
    }

    @Test func modeOfTheFileAndItsRemoval() async throws {
        let path = scratch.file("c.sock")
        try await serve({ $0.permissions = 0o600 }) { _, _ in
            let found = try FileSystem.status(path)
            #expect(found?.permissions == 0o600)
        }
        #expect(try FileSystem.linkStatus(path) == nil)
    }

    @Test func aStaleFileIsReplacedALiveOneIsNot() async throws {
        let path = scratch.file("c.sock")
        let stale = try UnixListener.open(path, permissions: 0o600)
        // Closing without removing is what a killed agent leaves.
        close(stale.descriptor)
        let server = try await ControlServer.start(
            ControlServerSettings(socketPath: path),
            service: FixtureService()
        )
        let error = await #expect(throws: FraiseError.self) {
            _ = try await ControlServer.start(
                ControlServerSettings(socketPath: path),
                service: FixtureService()
            )
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("another agent listens") == true)
        let alive = try await onThread { try ControlClient(path: path).send("GET", "/health/live").status }
        #expect(alive == 200)
        await server.stop()
    }

    @Test func whatIsNoSocketIsLeftAlone() async throws {
        let path = try scratch.write("c.sock", [1, 2, 3])
        let error = await #expect(throws: FraiseError.self) {
            _ = try await ControlServer.start(
                ControlServerSettings(socketPath: path),
                service: FixtureService()
            )
        }
        #expect(error?.code == .cannotCreate)
        #expect(try FileSystem.read(path) == [1, 2, 3])
    }

    @Test func aLongPathIsExplained() async throws {
        let path = "/tmp/" + String(repeating: "a", count: 103)
        let error = await #expect(throws: FraiseError.self) {
            _ = try await ControlServer.start(
                ControlServerSettings(socketPath: path),
                service: FixtureService()
            )
        }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("107") == true)
    }

    @Test func aNewOwnersFileIsNotRemoved() async throws {
        let path = scratch.file("c.sock")
        let first = try UnixListener.open(path, permissions: 0o600)
        try FileSystem.remove(path)
        let second = try UnixListener.open(path, permissions: 0o600)
        first.removeFile()
        #expect(try FileSystem.linkStatus(path) != nil)
        second.removeFile()
        #expect(try FileSystem.linkStatus(path) == nil)
        close(first.descriptor)
        close(second.descriptor)
    }
}
