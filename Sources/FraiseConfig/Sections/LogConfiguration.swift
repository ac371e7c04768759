/// The agent's own log on standard error.
public struct LogConfiguration: Hashable, Sendable {
    /// The least severe event that is written.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        case error, warning, info, debug
    }

    /// How an event is written.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        case text, json
    }

    public var level = Level.info
    public var format = Format.text
    /// Whether the text of rejected lines may be shown.
    public var rejectSamples = false

    /// The defaults.
    public init() {}
}
