public import FraiseModel

/// An error of the socket's API: RFC 9457 `application/problem+json`.
public struct ControlProblem: Error, Hashable, Sendable {
    /// HTTP status, 400 to 599.
    public var status: Int
    /// What sort of problem it is, the same text each time.
    public var title: String
    /// This occurrence: what was wrong, and what to do.
    public var detail: String

    /// A problem from its parts.
    public init(status: Int, title: String, detail: String) {
        self.status = status
        self.title = title
        self.detail = detail
    }

    /// 400: the request names something unknown or a value that is none.
    public static func badRequest(_ detail: String) -> ControlProblem {
        ControlProblem(status: 400, title: "Bad request", detail: detail)
    }

    /// 404: nothing of that name.
    public static func notFound(_ detail: String) -> ControlProblem {
        ControlProblem(status: 404, title: "Not found", detail: detail)
    }

    /// 403: the peer may read, but not change.
    public static func refused(_ detail: String) -> ControlProblem {
        ControlProblem(status: 403, title: "Refused", detail: detail)
    }

    /// 503: not now.
    public static func unavailable(_ detail: String) -> ControlProblem {
        ControlProblem(status: 503, title: "Not available", detail: detail)
    }

    /// The problem that an error inside the agent is for its caller: a wrong configuration is 422, what is not
    /// reachable 503, everything else 500.
    public init(_ error: FraiseError) {
        switch error.code {
        case .usage: self = .badRequest(error.description)
        case .configuration, .badData:
            self = ControlProblem(status: 422, title: "Not acceptable", detail: error.description)
        case .unavailable: self = .unavailable(error.description)
        case .noInput: self = .notFound(error.description)
        case .internalFault, .cannotCreate, .inputOutput, .noPermission:
            self = ControlProblem(status: 500, title: "Internal fault", detail: error.description)
        }
    }

    /// The wire form.
    public var json: JSONValue {
        [
            "type": "about:blank", "title": .string(title), "status": .integer(Int64(status)),
            "detail": .string(detail),
        ]
    }
}
