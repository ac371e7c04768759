public import FraiseModel
internal import Glibc

/// A connected Unix-domain stream socket with deadlines; closed when the last reference goes.
public final class UnixSocket: Sendable {
    /// The path it is connected to, for messages.
    public let path: String
    /// The descriptor, valid as long as this object.
    public let descriptor: Int32

    /// Connects.
    ///
    /// - Parameter deadline: nanoseconds of `SystemClock.monotonic()`.
    /// - Throws: `configuration` for a path that is none, else the error of the call with its `errno`; ETIMEDOUT
    ///   when the listener's queue stayed full.
    public init(connectingTo path: String, deadline: Int64) throws(FraiseError) {
        let address = try UnixSocketAddress(path)
        try FaultInjection.check(.connect, path)
        self.path = path
        descriptor = try UnixSocketAddress.makeSocket(path)
        while true {
            let result = address.withAddress { Glibc.connect(descriptor, $0, $1) }
            let code = errno
            if result == 0 { return }
            if code == EINTR { continue }
            // A Unix socket never answers EINPROGRESS: EAGAIN says that the queue of the listener is full.
            guard code == EAGAIN else { throw .system(.connect, path, code) }
            guard SystemClock.monotonic() < deadline else { throw .system(.connect, path, ETIMEDOUT) }
            poll(nil, 0, 2)
        }
    }

    deinit { _ = Glibc.close(descriptor) }

    /// Sends all of `bytes`. A peer that has closed is no error here: what it said before is still to be received.
    public func send(_ bytes: [UInt8], deadline: Int64) throws(FraiseError) {
        try FaultInjection.check(.send, path)
        var done = 0
        while done < bytes.count {
            // Without MSG_NOSIGNAL a closed peer would end the process.
            let count = bytes[done...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                done += count
            } else if errno == EAGAIN {
                try wait(Int16(POLLOUT), .send, deadline)
            } else if errno == EPIPE {
                return
            } else if errno != EINTR {
                throw .system(.send, path, errno)
            }
        }
    }

    /// Tells the peer that nothing more will be sent.
    public func finishSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Receives what is there, at most `limit` bytes; waits until there is something. Empty at the end.
    public func receive(limit: Int = 64 * 1024, deadline: Int64) throws(FraiseError) -> [UInt8] {
        try FaultInjection.check(.receive, path)
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
                count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                initialized = max(count, 0)
            }
            let code = errno
            if count >= 0 { return bytes }
            if code == EAGAIN {
                try wait(Int16(POLLIN), .receive, deadline)
            } else if code != EINTR {
                throw .system(.receive, path, code)
            }
        }
    }

    private func wait(_ events: Int16, _ call: SystemCall, _ deadline: Int64) throws(FraiseError) {
        let left = deadline - SystemClock.monotonic()
        guard left > 0 else { throw .system(call, path, ETIMEDOUT) }
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        _ = poll(&entry, 1, Int32(clamping: (left + 999_999) / 1_000_000))
    }
}
