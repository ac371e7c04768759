internal import FraiseControl
internal import FraiseModel

/// Decodes a request, asks the service, encodes the answer. Knows nothing of sockets.
struct ControlRouter: RequestRouter {
    var service: any ControlService
    var permission: ChangePermission

    /// The answer to any request; never fails.
    func respond(to request: ServerRequest) async -> ServerResponse {
        var response: ServerResponse
        do throws(ControlProblem) {
            response = try await route(request)
        } catch {
            response = .problem(error)
            if error.status == 405, let endpoint = ControlEndpoint(path: path(of: request.target).path) {
                response.headers.append(("allow", endpoint.methods))
            }
        }
        response.headers.append(("cache-control", "no-store"))
        if let trace = request.header("traceparent"), Traceparent.isValid(trace) {
            response.headers.append(("traceparent", trace))
        }
        return response
    }

    private func route(_ request: ServerRequest) async throws(ControlProblem) -> ServerResponse {
        if request.method == "OPTIONS", request.target == "*" { return .allow("GET, HEAD, POST, OPTIONS") }
        let (path, query) = path(of: request.target)
        guard let endpoint = ControlEndpoint(path: path) else {
            throw .notFound("there is nothing at \(path); docs/control-api.md names every path")
        }
        switch request.method {
        case "OPTIONS": return .allow(endpoint.methods)
        case "GET" where !endpoint.isChange, "HEAD" where !endpoint.isChange, "POST" where endpoint.isChange:
            break
        default:
            throw ControlProblem(
                status: 405,
                title: "Method not allowed",
                detail: "\(path) allows \(endpoint.methods)"
            )
        }
        var parameters = try QueryParameters(query)
        if endpoint.isChange {
            try parameters.finish()
            try permission.check(request.peer)
        }
        return try await answer(endpoint, &parameters, request)
    }

    /// Path and query of a target in origin form, or in absolute form, which a server must accept too
    /// (RFC 9112, section 3.2.2).
    private func path(of target: String) -> (path: String, query: Substring?) {
        var rest = Substring(target)
        if rest.hasPrefix("http://") {
            rest = rest.dropFirst("http://".utf8.count)
            rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
        }
        let halves = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (halves.first.map(String.init) ?? "", halves.count == 2 ? halves[1] : nil)
    }

    private func answer(
        _ endpoint: ControlEndpoint,
        _ parameters: inout QueryParameters,
        _ request: ServerRequest
    ) async throws(ControlProblem) -> ServerResponse {
        switch endpoint {
        case .statistics:
            return .json(try await service.statistics(try StatisticsRequest(&parameters)).json)
        case .recent:
            return .json(try await service.operations(try OperationsRequest(.recent, &parameters)).json)
        case .slow:
            return .json(try await service.operations(try OperationsRequest(.slow, &parameters)).json)
        case .pool:
            return .json(try await service.pool(try HistoryRequest(pool: &parameters)).json)
        case .cache:
            return .json(try await service.caches(try HistoryRequest(cache: &parameters)).json)
        case .live, .ready, .health, .component, .transitions, .status, .configuration, .reload, .rotate,
            .metrics:
            try parameters.finish()
            return try await plainAnswer(endpoint, request)
        }
    }

    private func plainAnswer(
        _ endpoint: ControlEndpoint,
        _ request: ServerRequest
    ) async throws(ControlProblem) -> ServerResponse {
        switch endpoint {
        case .live: return .json(["status": "alive"])
        case .ready:
            let report = await service.health()
            let isDraining = await service.isDraining()
            return .json(
                report.readiness(isDraining: isDraining),
                status: report.isReady(isDraining: isDraining) ? 200 : 503
            )
        case .health: return .json(await service.health().json)
        case .component(let component):
            return .json((await service.health()[component] ?? .unchecked(component)).json)
        case .transitions: return .json(.array(await service.transitions().map(\.json)))
        case .status: return .json(try await service.status().json)
        case .configuration: return .json(try await service.configuration().json)
        case .reload: return .json(try await service.reload().json)
        case .rotate: return .json(try await service.rotate().json)
        case .metrics: return await .metrics(of: service, for: request)
        case .statistics, .recent, .slow, .pool, .cache: throw .notFound("nothing is there")
        }
    }
}
