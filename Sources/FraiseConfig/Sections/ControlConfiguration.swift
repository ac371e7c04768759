/// The control socket.
public struct ControlConfiguration: Hashable, Sendable {
    /// Path of the socket, at most 107 bytes.
    public var socket: String
    /// Permissions of the socket file.
    public var mode: UInt32
    /// Group that owns the socket and so may read; nil is that of the agent.
    public var group: String? = "fraiseql"
    /// Group whose members may change settings; nil is none.
    public var adminGroup: String? = "fraiseql-admin"

    /// The defaults for a path.
    public init(socket: String, mode: UInt32 = 0o660) {
        self.socket = socket
        self.mode = mode
    }
}
