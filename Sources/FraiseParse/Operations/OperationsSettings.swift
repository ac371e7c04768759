/// What a source of type `operations` is read by.
public struct OperationsSettings: Hashable, Sendable {
    /// What becomes of a line without a usable timestamp.
    public enum TimestampRule: Hashable, Sendable {
        /// It is rejected.
        case required
        /// It takes the timestamp of the line before it in its file.
        case previous
    }

    /// A name of the input that means a field of the record, before all built-in names.
    public struct InputName: Hashable, Sendable {
        /// The record's field (`duration_ms`).
        public var field: String
        /// The name in the input; dots reach into objects.
        public var input: String
        /// Nanoseconds of one, for fields that are times; nil: what the built-in names mean (milliseconds).
        public var unit: Int64?

        /// A name from its parts.
        public init(field: String, input: String, unit: Int64? = nil) {
            self.field = field
            self.input = input
            self.unit = unit
        }
    }

    /// The record's `source`.
    public var source: String
    public var timestamp: TimestampRule
    /// In order of precedence.
    public var fields: [InputName]
    /// Paths whose values become `***` before anything else sees them. The name of a record's field stands for
    /// every input name of that field as well.
    public var redact: [String]

    /// Settings from their parts.
    public init(
        source: String,
        timestamp: TimestampRule = .required,
        fields: [InputName] = [],
        redact: [String] = []
    ) {
        self.source = source
        self.timestamp = timestamp
        self.fields = fields
        self.redact = redact
    }
}
