public import FraiseModel
internal import Glibc

/// The receiving end of sd_notify(3), in systemd's place.
public final class NotifySocket: Sendable {
    /// What `NOTIFY_SOCKET` says.
    public let path: String
    private let descriptor: Int32

    /// Makes the socket.
    public init(_ path: String) throws(FraiseError) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw FraiseError(.inputOutput, "socket: \(path)", systemCode: errno) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        guard code == 0 else {
            let failure = errno
            close(descriptor)
            throw FraiseError(.cannotCreate, "bind: \(path)", systemCode: failure)
        }
    }

    deinit { close(descriptor) }

    /// The next message; nil when none comes within `seconds`.
    public func next(within seconds: Double = 60) -> String? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(seconds * 1000)) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
