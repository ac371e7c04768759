/// Who connected to a Unix-domain socket, as the kernel knows it (unix(7), SO_PEERCRED).
public struct PeerCredentials: Hashable, Sendable {
    public var processID: Int32
    public var user: UInt32
    public var group: UInt32

    /// Credentials from their parts.
    public init(processID: Int32, user: UInt32, group: UInt32) {
        self.processID = processID
        self.user = user
        self.group = group
    }
}
