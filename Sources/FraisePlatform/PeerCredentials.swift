public import FraiseModel
internal import Glibc

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

    /// Those of the peer of a connected socket, at the time it connected.
    public init(of descriptor: Int32) throws(FraiseError) {
        // struct ucred is hidden behind _GNU_SOURCE; it is pid, uid and gid of four bytes each.
        var words: (Int32, UInt32, UInt32) = (0, 0, 0)
        var size = socklen_t(MemoryLayout.size(ofValue: words))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &words, &size) == 0 else {
            throw .system(.getsockopt, "peer of a socket", errno)
        }
        self.init(processID: words.0, user: words.1, group: words.2)
    }
}
