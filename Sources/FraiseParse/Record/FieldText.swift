/// A text found in a line, without copying. Valid until the parser goes on to its next line.
public struct FieldText {
    /// First byte; nil when the field is absent.
    public var start: UnsafePointer<UInt8>?
    public var count: Int
    /// True for the inside of a valid JSON string as written there, false for plain valid UTF-8.
    public var isEscaped: Bool

    /// Absent.
    @inlinable
    public init() {
        start = nil
        count = 0
        isEscaped = false
    }

    /// A text at `start`.
    @inlinable
    public init(start: UnsafePointer<UInt8>, count: Int, isEscaped: Bool = false) {
        self.start = start
        self.count = count
        self.isEscaped = isEscaped
    }

    @inlinable
    public var isPresent: Bool { start != nil }
    @inlinable
    public var isEmpty: Bool { count == 0 }
    @inlinable
    public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
}
