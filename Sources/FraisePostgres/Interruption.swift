internal import Synchronization

/// A request to stop what runs and to start nothing more; set once, from any thread.
final class Interruption: Sendable {
    private let flag = Atomic(false)

    /// Whether it was requested.
    var isRequested: Bool { flag.load(ordering: .acquiring) }

    /// Requests it.
    func request() { flag.store(true, ordering: .releasing) }
}
