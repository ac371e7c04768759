internal import FraiseModel
internal import Glibc

/// The address of a Unix-domain socket (unix(7)).
struct UnixSocketAddress {
    /// Most bytes in a path: `sun_path` has 108, one of them for the terminating NUL.
    static let pathLimit = 107

    private var address = sockaddr_un()

    /// An address.
    ///
    /// - Throws: `configuration` when the path is empty, too long or has a NUL in it.
    init(_ path: String) throws(FraiseError) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, !bytes.contains(0) else {
            throw FraiseError(.configuration, "'\(path)' is no path of a socket")
        }
        guard bytes.count <= UnixSocketAddress.pathLimit else {
            throw FraiseError(
                .configuration,
                "\(path): the path of a socket may have \(UnixSocketAddress.pathLimit) bytes, this one has \(bytes.count)",
                remedy:
                    "choose a shorter one (control.socket in the configuration, --socket on the command line)"
            )
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    }

    /// Calls `body` with the address as the system calls want it.
    func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafeBytes(of: address) { bytes in
            // sockaddr_un is layout-compatible with the start of sockaddr, and the buffer is never empty.
            bytes.withMemoryRebound(to: sockaddr.self) { buffer in
                body(buffer.baseAddress.unsafelyUnwrapped, socklen_t(bytes.count))
            }
        }
    }

    /// A new stream socket, closed on exec.
    static func makeSocket(_ path: String) throws(FraiseError) -> Int32 {
        try FaultInjection.check(.socket, path)
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .system(.socket, path, errno) }
        return descriptor
    }
}
