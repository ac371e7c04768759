public import FraiseModel

/// Everything that a round of checks looks at.
public struct HealthMeasurements: Hashable, Sendable {
    /// Length in seconds of the window that the counts are of.
    public var windowSeconds: Int64
    public var database = DatabaseMeasurements()
    public var cache = CacheMeasurements()
    /// GraphQL operations in the window.
    public var graphql = OperationTotals()
    public var tracing = TracingMeasurements()
    public var agent = AgentMeasurements()

    /// Nothing measured.
    public init(windowSeconds: Int64) {
        self.windowSeconds = windowSeconds
    }
}
