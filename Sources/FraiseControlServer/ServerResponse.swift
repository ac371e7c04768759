internal import FraiseControl

/// An answer before it is on the wire.
struct ServerResponse: Sendable {
    var status: Int
    var contentType: String?
    var body: [UInt8]
    /// Further header fields.
    var headers: [(name: String, value: String)] = []

    /// A JSON text, ended by a newline so that it reads well in a terminal.
    static func json(_ value: JSONValue, status: Int = 200) -> ServerResponse {
        ServerResponse(
            status: status,
            contentType: "application/json",
            body: JSONWriter.bytes(value) + [UInt8(ascii: "\n")]
        )
    }

    /// RFC 9457.
    static func problem(_ problem: ControlProblem) -> ServerResponse {
        ServerResponse(
            status: problem.status,
            contentType: "application/problem+json",
            body: JSONWriter.bytes(problem.json) + [UInt8(ascii: "\n")]
        )
    }

    /// No body, only what may be asked.
    static func allow(_ methods: String) -> ServerResponse {
        ServerResponse(status: 204, contentType: nil, body: [], headers: [("allow", methods)])
    }
}
