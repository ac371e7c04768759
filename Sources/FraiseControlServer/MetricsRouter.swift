internal import FraiseControl

/// Answers `GET /metrics` and nothing else: whoever is on the machine may ask here.
struct MetricsRouter: RequestRouter {
    var service: any ControlService

    func respond(to request: ServerRequest) async -> ServerResponse {
        var response = await answer(request)
        response.headers.append(("cache-control", "no-store"))
        return response
    }

    private func answer(_ request: ServerRequest) async -> ServerResponse {
        let path = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first
        guard path == "/metrics" else {
            return .problem(.notFound("only /metrics is here; all else is on the control socket"))
        }
        switch request.method {
        case "GET", "HEAD": return await .metrics(of: service, for: request)
        case "OPTIONS": return .allow(ControlEndpoint.metrics.methods)
        default:
            var refusal = ServerResponse.problem(
                ControlProblem(
                    status: 405,
                    title: "Method not allowed",
                    detail: "/metrics allows \(ControlEndpoint.metrics.methods)"
                )
            )
            refusal.headers.append(("allow", ControlEndpoint.metrics.methods))
            return refusal
        }
    }
}

extension ServerResponse {
    /// The metrics in the format that the request asks for.
    static func metrics(of service: any ControlService, for request: ServerRequest) async -> ServerResponse {
        let format = MetricFormat(accept: request.header("accept"))
        return ServerResponse(
            status: 200,
            contentType: format.contentType,
            body: MetricRenderer.render(await service.metrics(), as: format)
        )
    }
}
