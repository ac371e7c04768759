internal import Glibc

/// Waits for libpq's socket with a deadline and a way out.
struct SocketWait {
    var deadline: ContinuousClock.Instant
    var interruption: Interruption

    /// Longest sleep before the interruption is looked at again.
    static let slice: Int32 = 100

    /// What the socket is ready for.
    struct Readiness {
        var readable: Bool
        var writable: Bool
    }

    /// Returns when the socket is readable, or writable where that is asked for, or broken.
    func callAsFunction(_ socket: Int32, read: Bool, write: Bool) throws(PostgresError) -> Readiness {
        var entry = pollfd(
            fd: socket,
            events: Int16((read ? POLLIN : 0) | (write ? POLLOUT : 0)),
            revents: 0
        )
        while true {
            if interruption.isRequested {
                throw PostgresError(.interrupted, "PostgreSQL: stopped while waiting for the server")
            }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else {
                throw PostgresError(.timeout, "PostgreSQL: no answer in time")
            }
            let milliseconds =
                left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            let result = poll(&entry, 1, min(Int32(clamping: milliseconds + 1), SocketWait.slice))
            if result > 0 {
                let broken = Int32(entry.revents) & (POLLERR | POLLHUP | POLLNVAL) != 0
                return Readiness(
                    readable: broken || Int32(entry.revents) & POLLIN != 0,
                    writable: broken || Int32(entry.revents) & POLLOUT != 0
                )
            }
            if result < 0, errno != EINTR {
                throw PostgresError(
                    .connection,
                    "poll on the connection to PostgreSQL failed: errno \(errno)"
                )
            }
        }
    }
}
