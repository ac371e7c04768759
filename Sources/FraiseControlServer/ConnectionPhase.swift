internal import FraiseControl

/// Where a connection stands, and how long it may stay there. Time and bytes come in as events.
struct ConnectionPhase {
    /// What the connection waits for.
    enum State: Hashable {
        /// The first byte of a request.
        case idle
        /// The rest of a request.
        case receiving
        /// The agent's answer.
        case serving
        /// The peer to take the answer.
        case writing
        case closed
    }

    /// What is to be done.
    enum Action: Hashable {
        case none
        /// Sets the one deadline, in nanoseconds from now; replaces the one before.
        case setDeadline(Int64)
        /// Says what is wrong, then closes.
        case refuse(ControlProblem)
        case close
    }

    private(set) var state = State.idle
    /// Bytes of the request being received.
    private var bytes = 0
    /// Whether bytes of a further request came while one was served.
    private var hasMore = false
    private let settings: ControlServerSettings

    /// A new connection.
    init(_ settings: ControlServerSettings) {
        self.settings = settings
    }

    mutating func opened() -> Action { .setDeadline(settings.idleTimeout) }

    mutating func received(_ count: Int) -> Action {
        switch state {
        case .idle:
            state = .receiving
            bytes = count
            return overflow ?? .setDeadline(settings.requestTimeout)
        case .receiving:
            bytes += count
            return overflow ?? .none
        case .serving, .writing:
            hasMore = true
            return .none
        case .closed:
            return .none
        }
    }

    private var overflow: Action? {
        // The decoder bounds header and body each; this bounds what is spent on framing as well.
        guard bytes > 2 * (settings.headerLimit + settings.bodyLimit) else { return nil }
        return .refuse(
            ControlProblem(status: 413, title: "Too large", detail: "the request is over its bounds")
        )
    }

    mutating func requestEnded() -> Action {
        guard state != .closed else { return .none }
        state = .serving
        return .setDeadline(settings.serviceTimeout)
    }

    mutating func responseBegun() -> Action {
        guard state == .serving else { return .none }
        state = .writing
        return .setDeadline(settings.writeTimeout)
    }

    mutating func responseEnded() -> Action {
        guard state == .writing else { return .none }
        state = hasMore ? .receiving : .idle
        bytes = 0
        defer { hasMore = false }
        return .setDeadline(hasMore ? settings.requestTimeout : settings.idleTimeout)
    }

    mutating func deadlinePassed() -> Action {
        switch state {
        case .receiving:
            let seconds = settings.requestTimeout / 1_000_000_000
            return .refuse(
                ControlProblem(
                    status: 408,
                    title: "Time-out",
                    detail: "the request was not complete within \(seconds) s"
                )
            )
        case .serving:
            let seconds = settings.serviceTimeout / 1_000_000_000
            return .refuse(
                ControlProblem(
                    status: 504,
                    title: "Time-out",
                    detail: "the agent had no answer within \(seconds) s"
                )
            )
        case .idle, .writing:
            return .close
        case .closed:
            return .none
        }
    }

    mutating func closed() {
        state = .closed
    }
}
