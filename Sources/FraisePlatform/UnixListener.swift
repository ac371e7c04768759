public import FraiseModel
internal import Glibc

/// A listening Unix-domain stream socket and its file.
///
/// Mode and group are set before anyone can connect: between bind and listen a connection is refused.
public struct UnixListener: Sendable {
    /// Path of the socket's file.
    public let path: String
    /// The listening descriptor, not blocking; whoever takes the listener closes it.
    public let descriptor: Int32
    private let identity: FileIdentity?

    /// Binds and listens at `path`. A socket file that nobody listens at is replaced; one with a listener, and
    /// anything that is no socket, is left as it is.
    ///
    /// - Parameters:
    ///   - permissions: mode of the file; connecting needs the right to write.
    ///   - group: group of the file; nil leaves the process's own.
    ///   - backlog: connections that may wait.
    /// - Throws: `unavailable` when somebody listens there, `cannotCreate` when it is no socket, `configuration`
    ///   when the path is too long, else the failed call.
    public static func open(
        _ path: String,
        permissions: UInt32,
        group: UInt32? = nil,
        backlog: Int32 = 256
    ) throws(FraiseError) -> UnixListener {
        let address = try UnixSocketAddress(path)
        let directory = FileSystem.directory(of: path)
        try FileSystem.makeDirectories(directory, permissions: 0o755)
        // Two agents that start at once must not both find the other's file stale.
        let turn = try OpenFile(directory, .directory)
        _ = try turn.lock(wait: true)
        defer { turn.unlock() }
        try removeStale(path)
        let descriptor = try UnixSocketAddress.makeSocket(path)
        do throws(FraiseError) {
            try FaultInjection.check(.bind, path)
            guard address.withAddress({ bind(descriptor, $0, $1) }) == 0 else {
                throw .system(.bind, path, errno)
            }
            if let group, lchown(path, uid_t.max, group) != 0 { throw .system(.chown, path, errno) }
            guard chmod(path, permissions) == 0 else { throw .system(.chmod, path, errno) }
            try FaultInjection.check(.listen, path)
            guard listen(descriptor, backlog) == 0 else { throw .system(.listen, path, errno) }
            return UnixListener(
                path: path,
                descriptor: descriptor,
                identity: try FileSystem.linkStatus(path)?.identity
            )
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
    }

    /// Removes the socket's file, unless another process has put its own there.
    public func removeFile() {
        guard let found = try? FileSystem.linkStatus(path), found.identity == identity else { return }
        _ = try? FileSystem.remove(path)
    }

    private static func removeStale(_ path: String) throws(FraiseError) {
        guard let found = try FileSystem.linkStatus(path) else { return }
        guard found.sort == .special else {
            throw FraiseError(
                .cannotCreate,
                "\(path): there is something that is no socket",
                remedy: "remove it, or set control.socket to another path"
            )
        }
        do throws(FraiseError) {
            _ = try UnixSocket(connectingTo: path, deadline: SystemClock.monotonic() + 1_000_000_000)
        } catch {
            guard error.systemCode == ECONNREFUSED else {
                throw FraiseError(
                    .unavailable,
                    "\(path): cannot tell whether an agent listens there: \(error.message)",
                    remedy: "stop that agent, or set control.socket to another path",
                    systemCode: error.systemCode
                )
            }
            try FileSystem.remove(path)
            return
        }
        throw FraiseError(
            .unavailable,
            "\(path): another agent listens there",
            remedy: "stop it, or set control.socket to another path"
        )
    }
}
