/// Which parts of a key make a group.
public struct WindowGrouping: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let kind = WindowGrouping(rawValue: 1)
    public static let eventType = WindowGrouping(rawValue: 2)
    public static let operationName = WindowGrouping(rawValue: 4)
    public static let all: WindowGrouping = [.kind, .eventType, .operationName]

    /// The part of that name: `kind`, `event_type` or `operation_name`.
    public init?(name: some StringProtocol) {
        switch name {
        case "kind": self = .kind
        case "event_type": self = .eventType
        case "operation_name": self = .operationName
        default: return nil
        }
    }
}
