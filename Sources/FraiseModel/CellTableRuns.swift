/// The sketches of a `CellTable`, in chunks of 256 KiB.
///
/// A run holds ascending buckets (c counts of 32 bits, then c indexes of 16 bits) and a tail of up to 32 values
/// that are not yet among them. Small runs are a tail only, 2 bytes a value: most rows of a summary have a few
/// values, all different, and then neither search nor insertion pays. A run that is full moves to the next size
/// class; its place goes to the free list of the class. Pointers are used because this is the hot path: arrays
/// would cost a reference count and bounds checks an access.
struct CellTableRuns {
    /// 4-byte units in a chunk; the largest run has 36,880 of them.
    static let chunkUnits = 1 << 16
    /// Values in the tail of a run that has buckets.
    static let tailCapacity = 32
    /// Classes 0 to 3 have a tail of 4, 8, 16, 32 values and no buckets; class k from 4 on has
    /// (2 + k mod 2) · 2^(k/2) buckets: 8, 12, 16, 24, … 24,576.
    static let classCount = 28
    static let firstBucketClass: UInt8 = 4
    private static let none = UInt32.max

    private var chunks: [UnsafeMutableRawPointer] = []
    /// Copy of `chunks`, reachable without a bounds check.
    private var chunkTable: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private var chunkTableCapacity = 16
    /// First free place of each class; the first unit of a free run is the next one.
    private var free: UnsafeMutablePointer<UInt32>
    /// Buckets on their way from a tail into a run.
    private var scratchIndexes: UnsafeMutablePointer<UInt16>
    private var scratchCounts: UnsafeMutablePointer<UInt32>
    /// Units of the last chunk in use.
    private var filled = CellTableRuns.chunkUnits
    /// Units in free lists.
    private(set) var freeUnits = 0

    init() {
        chunkTable = .allocate(capacity: chunkTableCapacity)
        free = .allocate(capacity: CellTableRuns.classCount)
        free.initialize(repeating: CellTableRuns.none, count: CellTableRuns.classCount)
        scratchIndexes = .allocate(capacity: CellTableRuns.tailCapacity)
        scratchCounts = .allocate(capacity: CellTableRuns.tailCapacity)
    }

    /// Gives all memory back; nothing may be called afterwards.
    func deallocate() {
        for chunk in chunks { chunk.deallocate() }
        chunkTable.deallocate()
        free.deallocate()
        scratchIndexes.deallocate()
        scratchCounts.deallocate()
    }

    /// Bytes of chunks.
    var chunkBytes: Int { chunks.count * CellTableRuns.chunkUnits * 4 }

    /// Bytes held.
    var memoryBytes: Int {
        chunkBytes + chunkTableCapacity * 16 + CellTableRuns.classCount * 4 + CellTableRuns.tailCapacity * 6
    }

    // MARK: Places

    @inline(__always)
    static func bucketCapacity(_ runClass: UInt8) -> Int {
        runClass < firstBucketClass ? 0 : (2 + Int(runClass & 1)) << Int(runClass >> 1)
    }

    @inline(__always)
    static func tailCapacity(_ runClass: UInt8) -> Int {
        runClass < firstBucketClass ? 4 << Int(runClass) : tailCapacity
    }

    static func units(_ runClass: UInt8) -> Int {
        (bucketCapacity(runClass) * 6 + tailCapacity(runClass) * 2 + 3) / 4
    }

    /// The smallest class with room for `count` buckets.
    static func runClass(buckets count: Int) -> UInt8 {
        var result = firstBucketClass
        while bucketCapacity(result) < count { result += 1 }
        return result
    }

    @inline(__always)
    private func base(_ run: UInt32) -> UnsafeMutableRawPointer {
        chunkTable[Int(run >> 16)] + Int(run & 0xFFFF) * 4
    }

    @inline(__always)
    func counts(_ row: CellTableRow) -> UnsafeMutablePointer<UInt32> {
        base(row.run).assumingMemoryBound(to: UInt32.self)
    }

    @inline(__always)
    func indexes(_ row: CellTableRow) -> UnsafeMutablePointer<UInt16> {
        (base(row.run) + CellTableRuns.bucketCapacity(row.runClass) * 4).assumingMemoryBound(to: UInt16.self)
    }

    @inline(__always)
    func tail(_ row: CellTableRow) -> UnsafeMutablePointer<UInt16> {
        (base(row.run) + CellTableRuns.bucketCapacity(row.runClass) * 6).assumingMemoryBound(to: UInt16.self)
    }

    // MARK: Memory

    private mutating func allocate(_ runClass: UInt8) -> UInt32 {
        let units = CellTableRuns.units(runClass)
        let reused = free[Int(runClass)]
        if reused != CellTableRuns.none {
            free[Int(runClass)] = base(reused).load(as: UInt32.self)
            freeUnits -= units
            return reused
        }
        if filled + units > CellTableRuns.chunkUnits { addChunk() }
        let run = UInt32((chunks.count - 1) << 16 + filled)
        filled += units
        return run
    }

    /// A copy of the run of a row whose run is in `other`.
    mutating func copy(_ row: CellTableRow, of other: CellTableRuns) -> UInt32 {
        let run = allocate(row.runClass)
        base(run).copyMemory(from: other.base(row.run), byteCount: CellTableRuns.units(row.runClass) * 4)
        return run
    }

    /// Frees the run of a row, if it has one.
    mutating func release(_ row: CellTableRow) {
        guard row.hasRun else { return }
        base(row.run).storeBytes(of: free[Int(row.runClass)], as: UInt32.self)
        free[Int(row.runClass)] = row.run
        freeUnits += CellTableRuns.units(row.runClass)
    }

    private mutating func addChunk() {
        if chunks.count == chunkTableCapacity {
            let grown = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(
                capacity: chunkTableCapacity * 2
            )
            grown.update(from: chunkTable, count: chunkTableCapacity)
            chunkTable.deallocate()
            chunkTable = grown
            chunkTableCapacity *= 2
        }
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: CellTableRuns.chunkUnits * 4, alignment: 16)
        chunkTable[chunks.count] = chunk
        chunks.append(chunk)
        filled = 0
    }

    /// Moves the row's sketch to a run of another class, which has room for it.
    @inline(never)
    private mutating func move(_ row: inout CellTableRow, to runClass: UInt8) {
        var moved = row
        moved.run = allocate(runClass)
        moved.runClass = runClass
        if row.hasRun {
            counts(moved).update(from: counts(row), count: Int(row.bucketCount))
            indexes(moved).update(from: indexes(row), count: Int(row.bucketCount))
            tail(moved).update(from: tail(row), count: Int(row.tailCount))
            release(row)
        }
        row = moved
    }

    // MARK: Adding

    /// Adds one value to the row's sketch.
    @inline(__always)
    mutating func add(index: UInt16, to row: inout CellTableRow) {
        if !row.hasRun {
            move(&row, to: 0)
        } else if Int(row.tailCount) == CellTableRuns.tailCapacity(row.runClass) {
            makeRoom(&row)
        }
        tail(row)[Int(row.tailCount)] = index
        row.tailCount &+= 1
    }

    /// Makes room in a full tail.
    @inline(never)
    private mutating func makeRoom(_ row: inout CellTableRow) {
        if row.runClass + 1 < CellTableRuns.firstBucketClass { return move(&row, to: row.runClass + 1) }
        let tail = tail(row)
        let known = Int(row.bucketCount)
        let indexes = indexes(row)
        let counts = counts(row)
        var fresh = 0
        for place in 0..<Int(row.tailCount) {
            let index = tail[place]
            if known > 0 {
                let bucket = CellTableRuns.lowerBound(indexes, known, index)
                if bucket < known, indexes[bucket] == index {
                    counts[bucket] &+= 1
                    continue
                }
            }
            var spot = fresh
            while spot > 0, scratchIndexes[spot - 1] > index { spot -= 1 }
            if spot > 0, scratchIndexes[spot - 1] == index {
                scratchCounts[spot - 1] &+= 1
                continue
            }
            var last = fresh
            while last > spot {
                scratchIndexes[last] = scratchIndexes[last - 1]
                scratchCounts[last] = scratchCounts[last - 1]
                last -= 1
            }
            scratchIndexes[spot] = index
            scratchCounts[spot] = 1
            fresh += 1
        }
        row.tailCount = 0
        merge(indexes: scratchIndexes, counts: scratchCounts, count: fresh, common: 0, into: &row)
    }

    /// The first of `count` ascending indexes that is not below `index`, `count` above 0; without branches that
    /// depend on them.
    @inline(__always)
    private static func lowerBound(_ indexes: UnsafeMutablePointer<UInt16>, _ count: Int, _ index: UInt16)
        -> Int
    {
        var base = 0
        var rest = count
        while rest > 1 {
            let half = rest / 2
            base &+= indexes[base &+ half &- 1] < index ? half : 0
            rest &-= half
        }
        return base &+ (indexes[base] < index ? 1 : 0)
    }

    /// Adds ascending buckets to the row's own, in one pass from the back; its tail stays. `common` of them are
    /// among the row's buckets, or nil to count them.
    mutating func merge(
        indexes source: UnsafePointer<UInt16>,
        counts sourceCounts: UnsafePointer<UInt32>,
        count: Int,
        common known: Int? = nil,
        into row: inout CellTableRow
    ) {
        if count == 0 { return }
        let used = Int(row.bucketCount)
        let total = used + count - (known ?? (used > 0 ? common(source, count, row) : 0))
        if !row.hasRun || total > CellTableRuns.bucketCapacity(row.runClass) {
            move(&row, to: CellTableRuns.runClass(buckets: total))
        }
        let target = indexes(row)
        let targetCounts = counts(row)
        var left = used - 1
        var right = count - 1
        var place = total - 1
        while right >= 0 {
            if left >= 0, target[left] >= source[right] {
                let same = target[left] == source[right]
                target[place] = target[left]
                targetCounts[place] = targetCounts[left] &+ (same ? sourceCounts[right] : 0)
                left -= 1
                if same { right -= 1 }
            } else {
                target[place] = source[right]
                targetCounts[place] = sourceCounts[right]
                right -= 1
            }
            place -= 1
        }
        row.bucketCount = UInt16(total)
    }

    /// How many of the ascending indexes are among the row's buckets.
    private func common(_ source: UnsafePointer<UInt16>, _ count: Int, _ row: CellTableRow) -> Int {
        let target = indexes(row)
        let used = Int(row.bucketCount)
        var left = 0
        var right = 0
        var result = 0
        while left < used, right < count {
            let one = target[left]
            let other = source[right]
            if one == other { result += 1 }
            if one <= other { left += 1 }
            if other <= one { right += 1 }
        }
        return result
    }

    /// Adds the sketch of a row whose run is in `other`.
    mutating func merge(_ source: CellTableRow, of other: CellTableRuns, into row: inout CellTableRow) {
        guard source.hasRun else { return }
        merge(
            indexes: other.indexes(source),
            counts: other.counts(source),
            count: Int(source.bucketCount),
            into: &row
        )
        let tail = other.tail(source)
        for place in 0..<Int(source.tailCount) { add(index: tail[place], to: &row) }
    }

    // MARK: Reading

    /// The row's sketch.
    func sketch(of row: CellTableRow) -> DurationSketch {
        guard row.hasRun else { return DurationSketch() }
        let used = Int(row.bucketCount)
        var result = DurationSketch(
            ascending: Array(UnsafeBufferPointer(start: indexes(row), count: used)),
            counts: UnsafeBufferPointer(start: counts(row), count: used).map(Int64.init)
        )
        if row.tailCount > 0 {
            var late = DurationSketch()
            let values = UnsafeBufferPointer(start: tail(row), count: Int(row.tailCount)).sorted()
            late.append(ascending: values)
            result.merge(late)
        }
        return result
    }
}
