/// What figures are grouped by. Texts are key texts: at most 255 bytes of UTF-8, without control characters;
/// absent is the empty text.
public struct WindowKey: Hashable, Sendable {
    /// What the record is about.
    public var kind: RecordKind
    /// `query`, `select`, `hit` …
    public var eventType: String
    /// The operation's name; empty when anonymous.
    public var operationName: String

    /// A key from key texts.
    public init(kind: RecordKind, eventType: String, operationName: String) {
        self.kind = kind
        self.eventType = eventType
        self.operationName = operationName
    }

    /// The text of both parts when the bound on keys is reached.
    public static let otherText = "(other)"

    /// The row that collects what has no key of its own.
    public static func other(_ kind: RecordKind) -> WindowKey {
        WindowKey(kind: kind, eventType: otherText, operationName: otherText)
    }
}

extension WindowKey: Comparable {
    /// Kind by number, then texts by their bytes.
    public static func < (left: WindowKey, right: WindowKey) -> Bool {
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        if left.eventType != right.eventType {
            return left.eventType.utf8.lexicographicallyPrecedes(right.eventType.utf8)
        }
        return left.operationName.utf8.lexicographicallyPrecedes(right.operationName.utf8)
    }
}
