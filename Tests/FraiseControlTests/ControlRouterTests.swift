import FraiseControl
import FraiseModel
import FraisePlatform
import Testing

@testable import FraiseControlServer

@Suite struct ControlRouterTests {
    private func ask(
        _ method: String,
        _ target: String,
        service: FixtureService = FixtureService(),
        peer: PeerCredentials? = PeerCredentials(processID: 1, user: 4711, group: 4711),
        headers: [(name: String, value: String)] = []
    ) async throws -> (response: ServerResponse, json: JSONValue) {
        let permission = ChangePermission(
            ownUser: 1000,
            adminGroup: "fraiseql-admin",
            groupNamed: { $0 == "fraiseql-admin" ? 50 : nil },
            groupsOfUser: { $0 == 7 ? [7, 50] : [$0] }
        )
        let response = await ControlRouter(service: service, permission: permission).respond(
            to: ServerRequest(method: method, target: target, headers: headers, peer: peer)
        )
        let isJSON = response.contentType?.contains("json") == true
        return (response, isJSON ? try JSONParser.parse(response.body) : .null)
    }

    @Test(arguments: [
        "/health", "/health/live", "/health/database", "/health/cache", "/health/graphql", "/health/tracing",
        "/health/agent", "/health/transitions", "/v1/status", "/v1/stats", "/v1/operations/recent",
        "/v1/operations/slow", "/v1/database/pool", "/v1/cache", "/v1/config", "/metrics", "http://x/health",
        "/health/ready",
    ])
    func everyPathAnswersAndRefusesWhatItDoesNotKnow(_ path: String) async throws {
        let (found, _) = try await ask("GET", path)
        #expect(found.status == 200)
        let (wrong, problem) = try await ask("GET", path + "?nonsense=1")
        #expect(wrong.status == 400)
        #expect(wrong.contentType == "application/problem+json")
        #expect(problem["detail"]?.text?.contains("'nonsense'") == true)
        let (method, _) = try await ask("POST", path)
        #expect(method.status == 405)
        #expect(method.headers.contains { $0.name == "allow" && $0.value == "GET, HEAD, OPTIONS" })
    }

    @Test(arguments: [
        ("/v1/stats?window=5", "window=5"), ("/v1/stats?window=500d", "window=500d"),
        ("/v1/stats?by=kind,colour", "by=colour"), ("/v1/stats?by=kind,kind", "twice"),
        ("/v1/stats?kind=foo", "kind=foo"), ("/v1/stats?sort=colour", "sort=colour"),
        ("/v1/stats?limit=0", "limit=0"), ("/v1/stats?limit=1&limit=2", "'limit' is given twice"),
        ("/v1/operations/slow?threshold_ms=fast", "threshold_ms=fast"),
        ("/v1/operations/recent?limit=1001", "limit=1001"), ("/v1/stats?kind=%zz", "'%'"),
        ("/v1/stats?kind=%ff", "UTF-8"),
    ])
    func badValuesAreNamed(_ target: String, _ word: String) async throws {
        let (response, json) = try await ask("GET", target)
        #expect(response.status == 400)
        #expect(json["detail"]?.text?.contains(word) == true, "\(json)")
        #expect(json["status"] == 400)
    }

    @Test func unknownPathsAndOptions() async throws {
        #expect(try await ask("GET", "/nothing").response.status == 404)
        #expect(try await ask("GET", "/health/moon").response.status == 404)
        #expect(try await ask("OPTIONS", "*").response.status == 204)
        let (options, _) = try await ask("OPTIONS", "/v1/config/reload")
        #expect(options.headers.contains { $0.value == "POST, OPTIONS" })
        #expect(try await ask("GET", "/v1/config/reload").response.status == 405)
    }

    @Test func readiness() async throws {
        #expect(try await ask("GET", "/health/ready").json["ready"] == true)
        let bad = FixtureService(healthStatus: .unhealthy)
        #expect(try await ask("GET", "/health/ready", service: bad).response.status == 503)
        let draining = FixtureService(healthStatus: .healthy, draining: true)
        let (response, json) = try await ask("GET", "/health/ready", service: draining)
        #expect(response.status == 503)
        #expect(json["status"] == "draining")
        #expect(json["checks"]?["agent"] == "healthy")
        #expect(try await ask("GET", "/health", service: bad).response.status == 200)
    }

    @Test func whoMayChange() async throws {
        func status(_ user: UInt32, _ group: UInt32) async throws -> Int {
            let peer = PeerCredentials(processID: 1, user: user, group: group)
            return try await ask("POST", "/v1/archive/rotate", peer: peer).response.status
        }
        #expect(try await status(0, 0) == 200)
        #expect(try await status(1000, 1) == 200)
        #expect(try await status(7, 7) == 200)
        #expect(try await status(8, 50) == 200)
        #expect(try await status(8, 8) == 403)
        let (refused, json) = try await ask("POST", "/v1/config/reload")
        #expect(refused.status == 403)
        #expect(json["detail"]?.text?.contains("'fraiseql-admin'") == true)
        #expect(try await ask("POST", "/v1/config/reload", peer: nil).response.status == 403)
    }

    @Test func aWrongConfigurationIsNotAcceptable() async throws {
        let peer = PeerCredentials(processID: 1, user: 0, group: 0)
        let (response, json) = try await ask(
            "POST",
            "/v1/config/reload",
            service: FixtureService(isEmpty: true),
            peer: peer
        )
        #expect(response.status == 422)
        #expect(json["detail"] == "line 3: slow.qury is unknown")
    }

    @Test func traceparentComesBack() async throws {
        let valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let (found, _) = try await ask("GET", "/health/live", headers: [("traceparent", valid)])
        #expect(found.headers.contains { $0.name == "traceparent" && $0.value == valid })
        let (left, _) = try await ask("GET", "/health/live", headers: [("traceparent", "x\r\ny")])
        #expect(!left.headers.contains { $0.name == "traceparent" })
    }

    @Test func windowsReachTheService() async throws {
        let (_, json) = try await ask("GET", "/v1/stats?window=24h&by=kind&kind=database&limit=1")
        #expect(json["window"] == "1d")
        #expect(json["groups"]?.elements?.first?["kind"] == "database")
        #expect(json["groups"]?.elements?.first?["event_type"] == nil)
        #expect(json["other"]?["count"] == 1)
    }
}
