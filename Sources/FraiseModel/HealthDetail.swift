/// A named figure that a health check looked at.
public struct HealthDetail: Hashable, Sendable {
    /// Name in answers: lower case, words joined by `_`, with its unit (`p95_duration_ms`).
    public var name: String
    public var value: Value

    /// A figure of a health check.
    public enum Value: Hashable, Sendable {
        case count(Int64)
        /// A ratio, 0 to 1, or another finite number.
        case number(Double)
        /// A duration in nanoseconds, answered in milliseconds.
        case duration(Int64)
        case text(String)
        case flag(Bool)
        case time(Timestamp)
        /// Not measured.
        case unknown
    }

    /// A detail from its parts.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}
