public import FraiseModel

/// The answer of `GET /v1/cache`.
public struct CacheAnswer: Hashable, Sendable {
    /// The window asked for, in seconds.
    public var windowSeconds: Int64
    public var start: Timestamp
    public var end: Timestamp
    /// Set while memory is being rebuilt: figures are whole from here on only.
    public var completeFrom: Timestamp?
    /// One for each cache, by name.
    public var caches: [CacheFigures]

    /// An answer from its parts.
    public init(
        windowSeconds: Int64,
        start: Timestamp,
        end: Timestamp,
        completeFrom: Timestamp? = nil,
        caches: [CacheFigures]
    ) {
        self.windowSeconds = windowSeconds
        self.start = start
        self.end = end
        self.completeFrom = completeFrom
        self.caches = caches
    }

    /// The wire form; the total is the sum over the caches.
    public var json: JSONValue {
        var total = CacheFigures(name: "")
        for cache in caches { total.merge(cache) }
        var members: [JSONValue.Member] = [
            .init("window", .string(DurationText.text(seconds: windowSeconds))),
            .init("window_start", .time(start)),
            .init("window_end", .time(end)),
        ]
        if let completeFrom { members.append(.init("complete_from", .time(completeFrom))) }
        members.append(.init("total", .object(total.members)))
        let each = caches.map { JSONValue.object([.init("cache_name", .string($0.name))] + $0.members) }
        members.append(.init("caches", .array(each)))
        return .object(members)
    }
}
