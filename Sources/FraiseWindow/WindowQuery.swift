public import FraiseModel

/// What is asked of windows: a length of time up to now, what to count and how to group it.
public struct WindowQuery: Hashable, Sendable {
    /// Length of the window in seconds, above 0.
    public var seconds: Int64
    /// Empty gives the total only.
    public var grouping: WindowGrouping
    /// Kinds that count; empty is all.
    public var kinds: Set<RecordKind>
    /// The event type that counts; nil is all.
    public var eventType: String?
    /// The operation that counts, empty for anonymous ones; nil is all.
    public var operationName: String?

    /// A query from its parts.
    public init(
        seconds: Int64,
        grouping: WindowGrouping = [],
        kinds: Set<RecordKind> = [],
        eventType: String? = nil,
        operationName: String? = nil
    ) {
        self.seconds = seconds
        self.grouping = grouping
        self.kinds = kinds
        self.eventType = eventType
        self.operationName = operationName
    }

    /// Whether records of `key` count. Texts are compared by their bytes.
    public func includes(_ key: WindowKey) -> Bool {
        if !kinds.isEmpty, !kinds.contains(key.kind) { return false }
        if let eventType, !eventType.utf8.elementsEqual(key.eventType.utf8) { return false }
        if let operationName, !operationName.utf8.elementsEqual(key.operationName.utf8) { return false }
        return true
    }
}
