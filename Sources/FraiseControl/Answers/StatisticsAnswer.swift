public import FraiseModel

/// The answer of `GET /v1/stats`.
public struct StatisticsAnswer: Hashable, Sendable {
    /// The window asked for, in seconds.
    public var windowSeconds: Int64
    /// Event times from here, aligned to the step.
    public var start: Timestamp
    /// Event times before this.
    public var end: Timestamp
    /// Length in seconds of the finest cells that the figures come from.
    public var stepSeconds: Int64
    /// Set while memory is being rebuilt: figures are whole from here on only.
    public var completeFrom: Timestamp?
    /// Everything in the window that the request's kinds let through.
    public var total: OperationTotals
    /// The fields that make a group.
    public var by: [StatisticsRequest.Field]
    /// Ordered as asked; in the keys only the fields of `by` are set.
    public var groups: [Group]
    /// The sum of the groups over the limit; nil when every group is shown.
    public var other: OperationTotals?

    /// The figures of one group.
    public struct Group: Hashable, Sendable {
        public var key: WindowKey
        public var totals: OperationTotals
    }

    /// Groups, orders and limits rows of a view as `request` says.
    public init(
        _ request: StatisticsRequest,
        start: Timestamp,
        end: Timestamp,
        stepSeconds: Int64,
        completeFrom: Timestamp? = nil,
        rows: some Sequence<(WindowKey, OperationTotals)>
    ) {
        windowSeconds = request.windowSeconds
        self.start = start
        self.end = end
        self.stepSeconds = stepSeconds
        self.completeFrom = completeFrom
        by = request.by
        total = OperationTotals()
        var sums: [WindowKey: OperationTotals] = [:]
        for (key, totals) in rows where request.kinds.isEmpty || request.kinds.contains(key.kind) {
            total.merge(totals)
            let group = WindowKey(
                kind: request.by.contains(.kind) ? key.kind : .other,
                eventType: request.by.contains(.eventType) ? key.eventType : "",
                operationName: request.by.contains(.operationName) ? key.operationName : ""
            )
            sums[group, default: OperationTotals()].merge(totals)
        }
        let ordered = request.by.isEmpty ? [] : request.sort.ordered(sums.map { Group(key: $0, totals: $1) })
        groups = Array(ordered.prefix(request.limit))
        if ordered.count > request.limit {
            var rest = OperationTotals()
            for group in ordered[request.limit...] { rest.merge(group.totals) }
            other = rest
        }
    }

    /// The wire form.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("window", .string(DurationText.text(seconds: windowSeconds))),
            .init("window_start", .time(start)),
            .init("window_end", .time(end)),
            .init("step", .string(DurationText.text(seconds: stepSeconds))),
        ]
        if let completeFrom { members.append(.init("complete_from", .time(completeFrom))) }
        members.append(.init("total", .object(total.members)))
        members.append(.init("groups", .array(groups.map { .object(keys($0.key) + $0.totals.members) })))
        members.append(.init("other", other.map { .object($0.members) } ?? .null))
        return .object(members)
    }

    private func keys(_ key: WindowKey) -> [JSONValue.Member] {
        by.map { field in
            switch field {
            case .kind: .init(field.rawValue, .string(key.kind.name))
            case .eventType: .init(field.rawValue, .string(key.eventType))
            case .operationName: .init(field.rawValue, .string(key.operationName))
            }
        }
    }
}
