public import FraiseModel

/// The figures of one group; parts of the key that are not grouped by are nil.
public struct StatisticsGroup: Hashable, Sendable {
    public var kind: RecordKind?
    public var eventType: String?
    /// Empty for anonymous operations.
    public var operationName: String?
    public var totals: OperationTotals

    /// A group from its parts.
    public init(kind: RecordKind?, eventType: String?, operationName: String?, totals: OperationTotals) {
        self.kind = kind
        self.eventType = eventType
        self.operationName = operationName
        self.totals = totals
    }

    /// The group of `key` under `grouping`.
    init(_ key: WindowKey, grouping: WindowGrouping, totals: OperationTotals) {
        kind = grouping.contains(.kind) ? key.kind : nil
        eventType = grouping.contains(.eventType) ? key.eventType : nil
        operationName = grouping.contains(.operationName) ? key.operationName : nil
        self.totals = totals
    }

    /// The parts as a key; those that are not grouped by count as first and empty.
    public var key: WindowKey {
        WindowKey(kind: kind ?? .graphql, eventType: eventType ?? "", operationName: operationName ?? "")
    }
}
