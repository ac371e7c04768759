internal import FraiseModel

/// The buffers that blocks are read into: a bounded number, used again.
final class BlockPool {
    /// Bytes of an ordinary buffer: a read of 1 MiB and the bytes before it.
    static let ordinary = (1 << 20) + TailKey.reach
    /// The longest line, without its LF.
    static let longestLine = 16 << 20
    /// Bytes of a buffer that holds the longest line.
    static let largest = longestLine + TailKey.reach + 2

    private var free: [LineBlock] = []
    private var made = 0
    private let limit: Int

    /// A pool of at most `limit` buffers; none is made before it is needed.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whether `take` would give one.
    var isAvailable: Bool { !free.isEmpty || made < limit }

    /// An empty block; nil while all are in use.
    func take() -> LineBlock? {
        if let block = free.popLast() { return block }
        guard made < limit else { return nil }
        made += 1
        return LineBlock(capacity: BlockPool.ordinary)
    }

    /// Takes a block back.
    func give(_ block: LineBlock) {
        // A buffer that one long line has grown is given back to the system.
        if block.capacity > BlockPool.ordinary { block.resize(capacity: BlockPool.ordinary, keeping: 0) }
        block.start = 0
        block.count = 0
        block.offset = 0
        block.oversizedLength = 0
        block.rejectReason = nil
        free.append(block)
    }
}
