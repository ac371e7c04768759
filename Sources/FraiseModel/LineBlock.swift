/// Whole lines of one file, read in one go: the unit of work of the hot path.
///
/// One stage owns a block at a time; that is why it may be `@unchecked Sendable`.
public final class LineBlock: @unchecked Sendable {
    /// Number of the file's position.
    public var file: Int64 = 0
    /// Offset in the file of the first byte of `lines`.
    public var offset: Int64 = 0
    /// Storage of `capacity` bytes.
    public private(set) var base: UnsafeMutablePointer<UInt8>
    public private(set) var capacity: Int
    /// Bytes before the first line in the storage.
    public var start = 0
    /// Bytes of whole lines from `start`, the last with its LF, or without at the end of a finished file.
    public var count = 0
    /// Set for a line over 16 MiB: no lines, but this many bytes to be entered as one reject.
    public var oversizedLength: Int64 = 0
    /// Why `oversizedLength` bytes (0 or more) are a reject and no lines; nil for lines.
    public var rejectReason: RejectReason?

    /// An empty block.
    public init(capacity: Int) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// The lines.
    public var lines: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base + start, count: count) }

    /// Grows or shrinks the storage; the first `keeping` bytes stay.
    public func resize(capacity wanted: Int, keeping: Int) {
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        moved.update(from: base, count: min(keeping, min(capacity, wanted)))
        base.deallocate()
        base = moved
        capacity = wanted
    }
}
