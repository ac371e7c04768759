internal import FraisePlatform
internal import Synchronization

/// TERM and INT during `--once`: ends the stage that is under way, so that the run commits what it has read and
/// exits.
final class OnceInterruption: Sendable {
    private struct State {
        var isRequested = false
        var action: (@Sendable () -> Void)?
    }
    private let state = Mutex(State())

    /// Starts a thread that waits for the signals, which every other thread has blocked.
    init() {
        _ = SystemThread(name: "signals") { [self] in
            // There is no configuration to read again, and sealing comes by itself.
            while SignalWait.next() != .terminate {}
            let action = state.withLock { state in
                state.isRequested = true
                return state.action
            }
            action?()
        }
    }

    /// Whether the run is to end.
    var isRequested: Bool { state.withLock { $0.isRequested } }

    /// What ends the stage that begins now; called at once when the signal has come already.
    func onRequest(_ action: @escaping @Sendable () -> Void) {
        let isRequested = state.withLock { state in
            state.action = action
            return state.isRequested
        }
        if isRequested { action() }
    }
}
