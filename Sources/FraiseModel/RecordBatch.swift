/// Parsed records on their way to one block of the archive: their lines, contiguous, and an entry for each.
///
/// One stage owns a batch at a time: the parser fills it, the committer reads it and hands it back empty.
/// It is `@unchecked Sendable` because that hand-over is by queue and nothing is shared meanwhile; for the same
/// reason its properties go without dynamic checks of exclusive access, which cost a tenth of the parser's time.
public final class RecordBatch: @unchecked Sendable {
    /// Most bytes of records in a batch, unless it holds one record only (archive format, section "Commit").
    public static let limit = 1 << 20

    /// The lines, each ending in LF. Valid up to `byteCount`.
    @exclusivity(unchecked) public private(set) var base: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) public private(set) var capacity: Int
    /// Bytes of lines written.
    @exclusivity(unchecked) public var byteCount = 0
    @exclusivity(unchecked) public var entries: [RecordEntry] = []
    /// Keys numbered since the batch before, in order of their number, which starts at `firstNewKey`.
    /// When `firstNewKey` is 0, earlier numbers are void.
    public var newKeys: [WindowKey] = []
    public var firstNewKey: UInt32 = 0
    /// Connection-pool samples found in the records, in order.
    @exclusivity(unchecked) public var pools: [PoolSample] = []
    /// Cache gauges found in the records, in order.
    @exclusivity(unchecked) public var caches: [CacheSample] = []

    /// An empty batch with room for one full block.
    public init() {
        capacity = RecordBatch.limit + 64 * 1024
        base = .allocate(capacity: capacity)
        entries.reserveCapacity(4096)
    }

    deinit { base.deallocate() }

    /// Makes room for `count` more bytes.
    public func reserve(_ count: Int) {
        guard byteCount + count > capacity else { return }
        let grown = max(capacity * 2, byteCount + count)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
        moved.update(from: base, count: byteCount)
        base.deallocate()
        base = moved
        capacity = grown
    }

    /// Memory for a line of at most `bound` bytes behind the `byteCount` there are; nil when the batch would have
    /// to grow for it and has lines already.
    public func room(for bound: Int) -> UnsafeMutablePointer<UInt8>? {
        if byteCount + bound > capacity {
            guard byteCount == 0 else { return nil }
            reserve(bound)
        }
        return base + byteCount
    }

    /// Adds a record whose line, if it is kept, has been written up to `end`.
    public func append(_ entry: RecordEntry, end: Int) {
        byteCount = end
        entries.append(entry)
    }

    /// Adds the state of a pool.
    public func append(_ sample: PoolSample) {
        pools.append(sample)
    }

    /// The bytes of all lines.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: byteCount) }

    /// Takes a copy of whole lines, to which entries are to be added.
    public func copy(_ lines: UnsafeRawBufferPointer) {
        reserve(lines.count)
        guard let start = lines.baseAddress else { return }
        UnsafeMutableRawPointer(base + byteCount).copyMemory(from: start, byteCount: lines.count)
        byteCount += lines.count
    }

    /// The line of an entry, with its LF; empty when sampled out.
    public func line(of entry: RecordEntry) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + Int(entry.offset), count: Int(entry.length))
    }

    /// Empties it for reuse; a buffer that one long record has grown is given back.
    public func removeAll() {
        byteCount = 0
        entries.removeAll(keepingCapacity: true)
        newKeys.removeAll(keepingCapacity: true)
        firstNewKey = 0
        pools.removeAll(keepingCapacity: true)
        caches.removeAll(keepingCapacity: true)
        if capacity > RecordBatch.limit * 2 {
            base.deallocate()
            capacity = RecordBatch.limit + 64 * 1024
            base = .allocate(capacity: capacity)
        }
    }
}
