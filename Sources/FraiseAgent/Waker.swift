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
        let timer = Mutex<Task<Void, Never>?>(nil)
        await withCheckedContinuation { continuation in
            // Entered before the timer runs, or its call would wake nobody.
            waiting.withLock { $0.append(continuation) }
            let task = Task { [self] in
                try? await Task.sleep(nanoseconds: UInt64(nanoseconds))
                if !Task.isCancelled { wake() }
            }
            timer.withLock { $0 = task }
        }
        timer.withLock { $0?.cancel() }
    }
}
