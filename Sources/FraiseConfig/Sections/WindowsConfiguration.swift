/// Rolling windows in memory.
public struct WindowsConfiguration: Hashable, Sendable {
    /// Bytes; over it the finest cells are merged first.
    public var memory: Int64 = 128 << 20
    /// Operations with figures of their own; the others share the row `(other)`.
    public var maximumOperations = 2000

    /// The defaults.
    public init() {}
}
