internal import Glibc

/// Tells systemd how the service stands (sd_notify(3)); does nothing when not asked to.
public struct SystemdNotifier: Sendable {
    private let path: String?
    /// Microseconds between two watchdog messages that systemd expects; nil when it expects none.
    public let watchdogMicroseconds: Int64?

    /// Reads `NOTIFY_SOCKET` and `WATCHDOG_USEC`.
    public init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        let isOurs = environment["WATCHDOG_PID"].flatMap { Int32($0) }.map { $0 == getpid() } ?? true
        watchdogMicroseconds = isOurs ? environment["WATCHDOG_USEC"].flatMap { Int64($0) } : nil
    }

    /// Sends a state, such as `READY=1`.
    public func send(_ state: String) {
        guard let path, path.utf8.count < 108 else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        if path.hasPrefix("@") { address.sun_path.0 = 0 }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
        let bytes = Array(state.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(
                    descriptor,
                    bytes,
                    bytes.count,
                    Int32(truncatingIfNeeded: Int(MSG_NOSIGNAL)),
                    $0,
                    length
                )
            }
        }
    }
}
