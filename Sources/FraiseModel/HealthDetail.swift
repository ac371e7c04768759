/// A named measurement in a component's health.
public struct HealthDetail: Hashable, Sendable {
    /// A measured value; `null` is "not measured", which is never 0.
    public enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case text(String)

        /// An integer, or null.
        public static func optional(_ value: Int64?) -> Value { value.map(Value.int) ?? .null }
        /// A number, or null when there is none or it is not finite.
        public static func optional(_ value: Double?) -> Value {
            guard let value, value.isFinite else { return .null }
            return .double(value)
        }
        /// A text, or null.
        public static func optional(_ value: String?) -> Value { value.map(Value.text) ?? .null }
    }

    /// Snake case, with the unit where there is one (`p95_duration_ms`).
    public var name: String
    public var value: Value

    /// A detail from its parts.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}
