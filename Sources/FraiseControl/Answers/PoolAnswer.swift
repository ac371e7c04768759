public import FraiseModel

/// The answer of `GET /v1/database/pool`.
public struct PoolAnswer: Hashable, Sendable {
    /// The newest sample known; nil before the first.
    public var latest: PoolSample?
    /// The minutes of the window in which there were samples, oldest first.
    public var history: [Point]

    /// The samples of one minute; nil is not measured.
    public struct Point: Hashable, Sendable {
        public var start: Timestamp
        public var samples: Int64
        /// 0 to 1.
        public var averageUtilization: Double?
        /// 0 to 1.
        public var maximumUtilization: Double?
        public var averageWaiting: Double?
        public var maximumWaiting: Int64?
        /// Milliseconds.
        public var maximumWait: Double?

        /// A minute with its number of samples.
        public init(start: Timestamp, samples: Int64) {
            self.start = start
            self.samples = samples
        }

        var json: JSONValue {
            [
                "timestamp": .time(start),
                "samples": .integer(samples),
                "avg_utilization": .number(averageUtilization),
                "max_utilization": .number(maximumUtilization),
                "avg_waiting_requests": .number(averageWaiting),
                "max_waiting_requests": .count(maximumWaiting),
                "max_wait_time_ms": .number(maximumWait),
            ]
        }
    }

    /// An answer from its parts.
    public init(latest: PoolSample?, history: [Point]) {
        self.latest = latest
        self.history = history
    }

    /// The wire form: the newest sample's members, then the history.
    public var json: JSONValue {
        let newest = latest.map { $0.members } ?? PoolSample.unknownMembers
        return .object(newest + [.init("history", .array(history.map(\.json)))])
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
