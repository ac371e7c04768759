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

extension WindowKey {
    /// Texts are equal when their bytes are, as in tables: Swift's own comparison would take an accent written as
    /// one character and the same written as two for equal.
    public static func == (left: WindowKey, right: WindowKey) -> Bool {
        left.kind == right.kind && left.eventType.utf8.elementsEqual(right.eventType.utf8)
            && left.operationName.utf8.elementsEqual(right.operationName.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        WindowKey.hash(eventType, into: &hasher)
        WindowKey.hash(operationName, into: &hasher)
    }

    private static func hash(_ text: String, into hasher: inout Hasher) {
        let whole: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if whole == nil { for byte in text.utf8 { hasher.combine(byte) } }
        hasher.combine(UInt8.max)
    }
}

extension WindowKey: Comparable {
    /// Kind by number, then texts by their bytes.
    public static func < (left: WindowKey, right: WindowKey) -> Bool {
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        if !left.eventType.utf8.elementsEqual(right.eventType.utf8) {
            return left.eventType.utf8.lexicographicallyPrecedes(right.eventType.utf8)
        }
        return left.operationName.utf8.lexicographicallyPrecedes(right.operationName.utf8)
    }
}
