/// Bytes of a file that no file has any more.
public struct LostRange: Hashable, Sendable {
    /// Number of the file's position.
    public var number: Int64
    /// First byte.
    public var offset: Int64
    /// Bytes; negative when bytes entered as lost have been found again.
    public var length: Int64

    /// A range from its parts.
    public init(number: Int64, offset: Int64, length: Int64) {
        self.number = number
        self.offset = offset
        self.length = length
    }
}
