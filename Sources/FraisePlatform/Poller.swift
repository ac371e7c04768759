public import FraiseModel
internal import Glibc

/// Waits until a descriptor can be read (poll(2)).
public struct Poller: Sendable {
    /// The descriptors waited on; they must stay open.
    public var descriptors: [Int32]

    /// Waits on these descriptors.
    public init(_ descriptors: [Int32]) {
        self.descriptors = descriptors
    }

    /// Waits at most `milliseconds` (negative: for ever) and returns the descriptors that can be read, none when
    /// the time is over. A signal handler's interruption counts as the end of the time.
    public func wait(upTo milliseconds: Int) throws(FraiseError) -> [Int32] {
        try FaultInjection.check(.poll, "poll")
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let limit = Int32(clamping: milliseconds)
        let count = poll(&entries, nfds_t(entries.count), limit)
        if count < 0 {
            if errno == EINTR { return [] }
            throw .system(.poll, "poll", errno)
        }
        return entries.filter { $0.revents != 0 }.map(\.fd)
    }
}
