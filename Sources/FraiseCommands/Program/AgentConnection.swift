internal import FraiseControl
internal import FraiseModel
internal import FraisePlatform

/// Finds the agent's socket and asks there.
struct AgentConnection {
    var environment: CommandEnvironment
    /// `--socket`.
    var socket: String?

    /// Where an agent may listen, in order: the option, the variable, or else the user's place and the system's.
    var paths: [String] {
        if let socket { return [socket] }
        if let named = environment.variable("FRAISEQL_SOCKET") { return [named] }
        guard environment.user != 0 else { return [environment.systemSocket] }
        return userSockets + [environment.systemSocket]
    }

    /// The places in which an ordinary user's agent puts its socket (XDG Base Directory Specification).
    private var userSockets: [String] {
        func absolute(_ name: String) -> String? {
            environment.variable(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let state = absolute("XDG_STATE_HOME") ?? absolute("HOME").map { $0 + "/.local/state" }
        return [absolute("XDG_RUNTIME_DIR"), state].compactMap { $0 }.map { $0 + "/fraiseqld/control.sock" }
    }

    /// Sends a request to the first agent that listens.
    ///
    /// - Throws: `unavailable` when there is none, `noPermission` when the file's mode or the agent refuses, else
    ///   what the agent's problem document says.
    func send(_ method: String, _ path: String, _ parameters: [(String, String)] = []) throws(FraiseError)
        -> HTTPResponse
    {
        let paths = paths
        for (index, socket) in paths.enumerated() {
            do throws(FraiseError) {
                let client = ControlClient(path: socket, traceparent: environment.variable("TRACEPARENT"))
                return try accepted(try client.send(method, path, parameters: parameters))
            } catch {
                let isNobody = error.code == .noInput || error.message.contains(": connect: ")
                guard isNobody, error.code != .noPermission, index < paths.count - 1 else {
                    throw explained(error, socket, paths)
                }
            }
        }
        throw unreachable(paths)
    }

    private func accepted(_ response: HTTPResponse) throws(FraiseError) -> HTTPResponse {
        if response.status == 200 { return response }
        let problem = try? JSONParser.parse(response.body)
        let detail = problem?["detail"]?.text ?? "the agent answered with status \(response.status)"
        let code: FraiseError.Code =
            switch response.status {
            case 400: .usage
            case 403: .noPermission
            case 422: .configuration
            case 503, 504: .unavailable
            default: .internalFault
            }
        throw FraiseError(code, detail)
    }

    private func explained(_ error: FraiseError, _ socket: String, _ paths: [String]) -> FraiseError {
        guard error.systemCode != nil else { return error }
        if error.code == .noPermission {
            let status = try? FileSystem.status(socket)
            let group = status.flatMap { UserAccounts.name(ofGroup: $0.group) }
            let whose =
                group.map { "it is for members of the group '\($0)'" } ?? "its directory cannot be entered"
            return FraiseError(.noPermission, "\(socket): connecting is refused; \(whose)")
        }
        if error.message.contains(": connect: ") { return unreachable(paths) }
        return FraiseError(
            .unavailable,
            "the agent at \(socket) does not answer: \(error.message)",
            remedy: "systemctl status fraiseqld",
            systemCode: error.systemCode
        )
    }

    private func unreachable(_ paths: [String]) -> FraiseError {
        FraiseError(
            .unavailable,
            "agent not reachable at \(paths.joined(separator: " or ")): is fraiseqld running? systemctl status fraiseqld"
        )
    }
}
