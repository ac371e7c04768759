/// A range of an input that yielded no record.
public struct Reject: Hashable, Sendable {
    public var reason: RejectReason
    /// First byte in the file (of a gzip file: of its uncompressed content).
    public var offset: Int64
    /// Bytes with the line's end.
    public var length: Int64

    /// A reject from its parts.
    public init(reason: RejectReason, offset: Int64, length: Int64) {
        self.reason = reason
        self.offset = offset
        self.length = length
    }
}
