public import FraiseModel
internal import Glibc

/// Ends another thread's `Poller.wait`. Signals that come before the wait are not lost. It is a pipe to itself:
/// Swift's Glibc module does not show eventfd(2).
public final class WakeDescriptor: Sendable {
    /// The descriptor to wait on: readable after `signal()` until `drain()`.
    public let descriptor: Int32
    private let writing: Int32

    /// A descriptor without a signal.
    public init() throws(FraiseError) {
        try FaultInjection.check(.poll, "pipe")
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .system(.poll, "pipe", errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        descriptor = ends[0]
        writing = ends[1]
    }

    deinit {
        _ = Glibc.close(descriptor)
        _ = Glibc.close(writing)
    }

    /// Makes the descriptor readable; from any thread, also from a signal handler.
    public func signal() {
        var one: UInt8 = 1
        // Fails only when the pipe is full, and then the descriptor is readable already.
        _ = Glibc.write(writing, &one, 1)
    }

    /// Takes all signals so far; true when there was one.
    @discardableResult
    public func drain() -> Bool {
        var taken = false
        withUnsafeTemporaryAllocation(byteCount: 512, alignment: 1) { bytes in
            while Glibc.read(descriptor, bytes.baseAddress, bytes.count) > 0 { taken = true }
        }
        return taken
    }
}
