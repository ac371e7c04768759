/// From which duration an operation is slow, by its type.
public struct SlowConfiguration: Hashable, Sendable {
    public var query = DurationValue.milliseconds(100)
    public var mutation = DurationValue.milliseconds(500)
    public var subscription = DurationValue.milliseconds(500)
    public var database = DurationValue.milliseconds(100)
    public var cache = DurationValue.milliseconds(10)

    /// The defaults.
    public init() {}
}
