internal import NIOCore
internal import Synchronization

/// The open connections, so that they can be counted, bounded and ended.
final class ConnectionRegistry: Sendable {
    private let limit: Int
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    init(limit: Int) {
        self.limit = limit
    }

    /// Enters a connection until it is closed; false when there are too many.
    func enter(_ channel: any Channel) -> Bool {
        let name = ObjectIdentifier(channel)
        let isEntered = channels.withLock { channels in
            guard channels.count < limit else { return false }
            channels[name] = channel
            return true
        }
        guard isEntered else { return false }
        channel.closeFuture.whenComplete { _ in
            self.channels.withLock { $0[name] = nil }
        }
        return true
    }

    /// The connections now open.
    var all: [any Channel] { channels.withLock { Array($0.values) } }
}
