/// Where the server listens, who may change, and its bounds.
public struct ControlServerSettings: Hashable, Sendable {
    /// Path of the socket, at most 107 bytes.
    public var socketPath: String
    /// Mode of the socket's file.
    public var permissions: UInt32 = 0o660
    /// Group of the socket's file; nil leaves the process's own.
    public var group: UInt32?
    /// Name of the group whose members may change; nil is nobody beside root and the agent's own user.
    public var adminGroup: String?
    /// Connections served at the same time; a further one is told 503 and closed.
    public var connectionLimit = 256
    /// Bytes of a request's line and header fields together.
    public var headerLimit = 16 * 1024
    /// Bytes of a request's body.
    public var bodyLimit = 64 * 1024
    /// Nanoseconds from a request's first byte to its last.
    public var requestTimeout: Int64 = 10_000_000_000
    /// Nanoseconds without a request after which a connection is closed.
    public var idleTimeout: Int64 = 60_000_000_000
    /// Nanoseconds that the agent has for an answer.
    public var serviceTimeout: Int64 = 30_000_000_000
    /// Nanoseconds that a peer has to take an answer.
    public var writeTimeout: Int64 = 30_000_000_000
    /// Nanoseconds that answers in progress get when the server stops.
    public var stopTimeout: Int64 = 5_000_000_000

    /// The bounds by default.
    public init(socketPath: String) {
        self.socketPath = socketPath
    }
}
