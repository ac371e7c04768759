public import FraiseModel

/// The answer of `GET /v1/database/pool`.
public struct PoolAnswer: Hashable, Sendable {
    /// The newest sample known; nil before the first.
    public var latest: PoolSample?
    /// Samples in the window, newest first.
    public var history: [PoolSample]

    /// An answer from its parts.
    public init(latest: PoolSample?, history: [PoolSample]) {
        self.latest = latest
        self.history = history
    }

    /// The wire form: the newest sample's members, then the history.
    public var json: JSONValue {
        let newest = latest.map { $0.members } ?? PoolSample.unknownMembers
        return .object(newest + [.init("history", .array(history.map { .object($0.members) }))])
    }
}

extension PoolSample {
    var members: [JSONValue.Member] {
        [.init("timestamp", .time(timestamp))] + figures
    }

    static var unknownMembers: [JSONValue.Member] {
        [.init("timestamp", .null)] + PoolSample(timestamp: Timestamp(microseconds: 0)).figures
    }

    private var figures: [JSONValue.Member] {
        [
            .init("total_connections", .count(total)),
            .init("active_connections", .count(active)),
            .init("idle_connections", .count(idle)),
            .init("waiting_requests", .count(waiting)),
            .init("utilization", .ratio(active, total)),
            .init("avg_wait_time_ms", .number(averageWait)),
            .init("max_wait_time_ms", .number(maximumWait)),
        ]
    }
}
