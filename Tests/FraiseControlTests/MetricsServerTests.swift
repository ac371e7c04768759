import FraiseControl
import FraiseControlServer
import FraiseModel
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct MetricsServerTests {
    /// Sends a request over TCP and gives all that comes back until the server closes.
    private func exchange(_ host: String, _ port: Int, _ text: String) throws -> String {
        let isSix = host.contains(":")
        let descriptor = socket(isSix ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var result: Int32
        if isSix {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(UInt16(port).bigEndian)
            inet_pton(AF_INET6, host, &address.sin6_addr)
            result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(UInt16(port).bigEndian)
            inet_pton(AF_INET, host, &address.sin_addr)
            result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        try #require(result == 0)
        let bytes = Array(text.utf8)
        #expect(send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count <= 0 { return String(decoding: answer, as: UTF8.self) }
            answer += chunk[..<count]
        }
    }

    private func request(_ line: String, _ fields: String = "") -> String {
        "\(line) HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\(fields)\r\n"
    }

    @Test func metricsAreServedAndNothingElse() async throws {
        let server = try await MetricsServer.start(host: "127.0.0.1", port: 0, service: FixtureService())
        let port = server.port
        try await onThread {
            let text = try exchange("127.0.0.1", port, request("GET /metrics"))
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.contains("content-type: text/plain; version=0.0.4"))
            #expect(text.contains("# TYPE "))
            let open = try exchange(
                "127.0.0.1",
                port,
                request("GET /metrics", "accept: application/openmetrics-text; version=1.0.0\r\n")
            )
            #expect(open.contains("content-type: application/openmetrics-text"))
            #expect(open.hasSuffix("# EOF\n"))
            let head = try exchange("127.0.0.1", port, request("HEAD /metrics"))
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(head.hasSuffix("\r\n\r\n"))
            for path in ["/", "/health", "/v1/status", "/v1/config", "/metrics/", "//metrics"] {
                #expect(try exchange("127.0.0.1", port, request("GET \(path)")).hasPrefix("HTTP/1.1 404 "))
            }
            for path in ["/v1/archive/rotate", "/v1/config/reload"] {
                let refused = try exchange(
                    "127.0.0.1",
                    port,
                    request("POST \(path)", "content-length: 0\r\n")
                )
                #expect(refused.hasPrefix("HTTP/1.1 404 "))
            }
            let post = try exchange("127.0.0.1", port, request("POST /metrics", "content-length: 0\r\n"))
            #expect(post.hasPrefix("HTTP/1.1 405 "))
            #expect(post.contains("allow: GET, HEAD, OPTIONS"))
        }
        await server.stop()
    }

    @Test func onlyTheMachineItselfIsListenedTo() async throws {
        for host in ["0.0.0.0", "::", "10.0.0.1", "example.org", "127.evil"] {
            await #expect(throws: FraiseError.self) {
                try await MetricsServer.start(host: host, port: 0, service: FixtureService())
            }
        }
    }

    @Test func aPortInUseIsSaid() async throws {
        let server = try await MetricsServer.start(host: "127.0.0.1", port: 0, service: FixtureService())
        let error = await #expect(throws: FraiseError.self) {
            try await MetricsServer.start(host: "127.0.0.1", port: server.port, service: FixtureService())
        }
        #expect(error?.code == .unavailable)
        await server.stop()
    }
}
