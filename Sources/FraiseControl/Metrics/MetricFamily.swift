public import FraiseModel

/// A metric with all its samples, for `GET /metrics`.
public struct MetricFamily: Hashable, Sendable {
    /// How samples of the family behave.
    public enum Kind: String, Hashable, Sendable {
        /// Only rises; its name has no `_total`, which the rendering adds.
        case counter
        case gauge
        /// Quantiles computed here; samples carry `quantile` labels, `_sum` and `_count` suffixes.
        case summary
        /// A constant 1 whose labels tell; its name has no `_info`, which the rendering adds.
        case info
    }

    /// `fraiseqld_…` in base units (seconds, bytes), without `_total` or `_info`.
    public var name: String
    /// One sentence.
    public var help: String
    public var kind: Kind
    public var samples: [Sample]

    /// One line of the exposition.
    public struct Sample: Hashable, Sendable {
        /// `_sum` or `_count` of a summary; empty else.
        public var suffix: String
        public var labels: [Label]
        public var value: Value
        /// Shown in OpenMetrics, on counters only.
        public var exemplar: Exemplar?

        /// A sample from its parts.
        public init(_ value: Value, suffix: String = "", labels: [Label] = [], exemplar: Exemplar? = nil) {
            self.value = value
            self.suffix = suffix
            self.labels = labels
            self.exemplar = exemplar
        }
    }

    /// A name and a value, which may be any text.
    public struct Label: Hashable, Sendable {
        public var name: String
        public var value: String

        /// A label from its parts.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The number of a sample.
    public enum Value: Hashable, Sendable {
        case integer(Int64)
        case number(Double)
        /// A duration in nanoseconds, shown in seconds with every digit.
        case duration(Int128)
    }

    /// A record that stands for many (OpenMetrics 1.0, section 4.7.1).
    public struct Exemplar: Hashable, Sendable {
        /// At most 128 characters in names and values, else it is left out.
        public var labels: [Label]
        public var value: Value
        public var timestamp: Timestamp?

        /// An exemplar from its parts.
        public init(labels: [Label], value: Value, timestamp: Timestamp? = nil) {
            self.labels = labels
            self.value = value
            self.timestamp = timestamp
        }
    }

    /// A family from its parts.
    public init(_ name: String, _ kind: Kind, help: String, samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }
}
