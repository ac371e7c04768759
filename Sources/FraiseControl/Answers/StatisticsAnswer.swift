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
    /// Ordered as asked.
    public var groups: [Group]
    /// The sum of the groups over the limit; nil when every group is shown.
    public var other: OperationTotals?

    /// The figures of one group; a field that does not make the groups is nil.
    public struct Group: Hashable, Sendable {
        public var kind: RecordKind?
        public var eventType: String?
        /// Empty when anonymous.
        public var operationName: String?
        public var totals: OperationTotals

        /// A group from its parts.
        public init(kind: RecordKind?, eventType: String?, operationName: String?, totals: OperationTotals) {
            self.kind = kind
            self.eventType = eventType
            self.operationName = operationName
            self.totals = totals
        }

        var json: JSONValue {
            var members: [JSONValue.Member] = []
            if let kind { members.append(.init("kind", .string(kind.name))) }
            if let eventType { members.append(.init("event_type", .string(eventType))) }
            if let operationName { members.append(.init("operation_name", .string(operationName))) }
            return .object(members + totals.members)
        }
    }

    /// An answer from its parts.
    public init(
        windowSeconds: Int64,
        start: Timestamp,
        end: Timestamp,
        stepSeconds: Int64,
        completeFrom: Timestamp? = nil,
        total: OperationTotals,
        groups: [Group],
        other: OperationTotals? = nil
    ) {
        self.windowSeconds = windowSeconds
        self.start = start
        self.end = end
        self.stepSeconds = stepSeconds
        self.completeFrom = completeFrom
        self.total = total
        self.groups = groups
        self.other = other
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
        members.append(.init("groups", .array(groups.map(\.json))))
        members.append(.init("other", other.map { .object($0.members) } ?? .null))
        return .object(members)
    }
}
