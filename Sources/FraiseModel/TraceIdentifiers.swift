/// A trace-id: 16 bytes, not all zero (W3C Trace Context, section 3.2.2.3).
public struct TraceID: Hashable, Sendable {
    /// Bytes 0 to 7, big-endian.
    public var high: UInt64
    /// Bytes 8 to 15, big-endian.
    public var low: UInt64

    /// A trace-id from its two halves.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 32 lower-case hexadecimal digits.
    public var text: String { Hexadecimal.text(high) + Hexadecimal.text(low) }
}

/// A parent-id: 8 bytes, not all zero (W3C Trace Context, section 3.2.2.4).
public struct SpanID: Hashable, Sendable {
    /// The bytes, big-endian.
    public var value: UInt64

    /// A span identifier from its bytes.
    @inlinable
    public init(_ value: UInt64) {
        self.value = value
    }

    /// 16 lower-case hexadecimal digits.
    public var text: String { Hexadecimal.text(value) }
}
