internal import Synchronization

/// Ends a task's wait before its time.
final class Waker: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    /// Ends every wait that is under way.
    func wake() {
        let continuations = waiting.withLock { waiting in
            defer { waiting.removeAll() }
            return waiting
        }
        for continuation in continuations { continuation.resume() }
    }

    /// Waits for the time or `wake()`, whichever comes first.
    func wait(nanoseconds: Int64) async {
        let timer = Task { [self] in
            try? await Task.sleep(nanoseconds: UInt64(nanoseconds))
            if !Task.isCancelled { wake() }
        }
        await withCheckedContinuation { continuation in
            waiting.withLock { $0.append(continuation) }
        }
        timer.cancel()
    }
}
