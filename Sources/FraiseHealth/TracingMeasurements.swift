/// What was counted of trace contexts in the window.
public struct TracingMeasurements: Hashable, Sendable {
    /// Records.
    public var records: Int64
    /// Records with a valid trace-id.
    public var traced: Int64
    /// Trace contexts that were refused because they are malformed; nil when not counted.
    public var invalid: Int64?

    /// Measurements from their parts.
    public init(records: Int64 = 0, traced: Int64 = 0, invalid: Int64? = nil) {
        self.records = records
        self.traced = traced
        self.invalid = invalid
    }
}
