public import FraiseModel

/// Rolling windows over the last hour of event time: cells of 10 s for the last 15 minutes, of 60 s before that,
/// by key, in bounded memory. When memory runs short the finest cells are merged, the oldest first, into cells of
/// 60 s, 5 min, 15 min, 1 h; accuracy is never reduced.
///
/// Every record is in exactly one cell. A level's cells are older than those of the finer levels, except after
/// the clock was set back; answers do not rely on it. Owned by one stage (`LiveState` shares it).
public final class LiveWindows {
    /// Seconds of event time that are kept before and after now.
    public static let keptSeconds: Int64 = 3600
    /// Seconds of event time kept in the finest cells.
    public static let fineSeconds: Int64 = 900
    /// Lengths of cells; each divides the next.
    static let steps: [Int64] = [10, 60, 300, 900, 3600]

    /// Bound on `memoryBytes`, in bytes.
    public let memoryLimit: Int
    /// When set, records before this moment may be missing (`WindowStatistics.completeFrom`).
    public var completeFrom: Timestamp?
    /// Records that were too old or more than an hour ahead, since the start.
    public private(set) var recordsOutside: Int64 = 0

    var keys: LiveKeys
    let tables = steps.map { _ in CellTable() }
    /// Records from this second on go to the level, unless a finer one takes them.
    var from = [Int64](repeating: .min, count: steps.count)
    private var lastNow = Timestamp(microseconds: 0)
    private var lastTick = Int64.min
    private var lastRelease = Int64.min

    /// Empty windows. `memoryLimit` is in bytes, `maximumKeys` bounds the keys besides the `(other)` rows.
    public init(memoryLimit: Int, maximumKeys: Int) {
        self.memoryLimit = memoryLimit
        keys = LiveKeys(limit: maximumKeys)
    }

    /// Bytes held.
    public var memoryBytes: Int { tables.reduce(keys.memoryBytes) { $0 + $1.memoryBytes } }
    /// Keys held besides the `(other)` rows.
    public var keyCount: Int { keys.count }
    /// Rows held: a key in a cell.
    public var rowCount: Int { tables.reduce(0) { $0 + $1.rowCount } }

    /// Counts the records of a committed batch, kept or sampled out.
    public func apply(_ batch: RecordBatch, now: Timestamp) {
        keys.receive(batch)
        advance(to: now)
        let earliest = LiveWindows.keptFrom(now)
        let latest = now.seconds + LiveWindows.keptSeconds
        var level = 0
        var start = Int64.max
        var end = Int64.min
        for entry in batch.entries {
            let second = entry.timestamp.seconds
            if second < start || second >= end {
                guard second >= earliest, second <= latest else {
                    recordsOutside += 1
                    continue
                }
                level = self.level(of: second)
                start = entry.timestamp.floor(toSeconds: LiveWindows.steps[level])
                end = start + LiveWindows.steps[level]
                // A cell may reach over the border of what is kept; records beyond it must not slip in.
                if start < earliest || end > latest {
                    tables[level].add(
                        window: start,
                        key: keys.live(entry.key, kind: entry.kind),
                        entry: entry
                    )
                    start = .max
                    end = .min
                    continue
                }
            }
            tables[level].add(window: start, key: keys.live(entry.key, kind: entry.kind), entry: entry)
        }
        limitMemory()
    }

    /// Adds figures of earlier runs, read from the archive: rows of minutes or seconds within the kept hour, the
    /// others are ignored. The records of `apply` must not be among them.
    public func merge(_ rows: some Sequence<SummaryRow>, now: Timestamp) {
        advance(to: now)
        let earliest = LiveWindows.keptFrom(now)
        let latest = now.seconds + LiveWindows.keptSeconds
        for row in rows where row.windowStart >= earliest && row.windowStart <= latest {
            guard let coarse = LiveWindows.steps.firstIndex(where: { $0 >= row.windowSeconds }) else {
                continue
            }
            let level = max(coarse, level(of: row.windowStart))
            let start = Timestamp(seconds: row.windowStart).floor(toSeconds: LiveWindows.steps[level])
            let key = keys.admit(row.key) ?? UInt32(row.key.kind.rawValue)
            tables[level].merge(window: start, key: key, totals: row.totals)
        }
        keys.retryRefused()
        limitMemory()
    }

    /// The first second that is kept.
    static func keptFrom(_ now: Timestamp) -> Int64 {
        Timestamp(microseconds: now.microseconds - keptSeconds * 1_000_000).floor(toSeconds: 60)
    }

    func level(of second: Int64) -> Int {
        var level = 0
        while level < LiveWindows.steps.count - 1, second < from[level] { level += 1 }
        return level
    }

    /// Lets old cells go and makes those of the last 15 minutes' past coarser. Cheap when called often.
    public func advance(to now: Timestamp) {
        // Everything below changes with the minute only.
        let tick = now.floor(toSeconds: 60)
        guard tick != lastTick else { return }
        lastTick = tick
        if now.microseconds < lastNow.microseconds - 60_000_000 {
            for level in from.indices { from[level] = .min }
        }
        lastNow = now
        let earliest = LiveWindows.keptFrom(now)
        let latest = now.seconds + LiveWindows.keptSeconds
        for (level, table) in tables.enumerated() {
            table.removeRows { $0 + LiveWindows.steps[level] <= earliest || $0 > latest }
        }
        let fine = Timestamp(microseconds: now.microseconds - LiveWindows.fineSeconds * 1_000_000)
            .floor(toSeconds: LiveWindows.steps[1])
        if from[0] < fine { drain(0, before: fine) }
        if keys.wasRefused, tick >= lastRelease + 60 || tick < lastRelease {
            lastRelease = tick
            releaseKeys()
        }
    }

    /// Moves the cells of a level that begin before `limit`, a multiple of the next step, to the next level.
    private func drain(_ level: Int, before limit: Int64) {
        from[level] = limit
        let fine = tables[level]
        let coarse = tables[level + 1]
        let step = LiveWindows.steps[level + 1]
        for row in 0..<fine.rowCount where fine.window(ofRow: row) < limit {
            let start = Timestamp(seconds: fine.window(ofRow: row)).floor(toSeconds: step)
            coarse.merge(row: row, of: fine, window: start, key: fine.key(ofRow: row))
        }
        fine.removeRows { $0 < limit }
    }

    /// Merges cells until memory is a tenth below its bound, or nothing can be merged.
    private func limitMemory() {
        guard memoryBytes > memoryLimit else { return }
        var level = 0
        while level < LiveWindows.steps.count - 1, memoryBytes > memoryLimit - memoryLimit / 10 {
            guard let limit = borderOfOldest(level) else {
                level += 1
                continue
            }
            drain(level, before: limit)
            tables[level].compact()
        }
    }

    /// The end of the oldest quarter of a level's cells, a multiple of the next step; nil when it has none.
    private func borderOfOldest(_ level: Int) -> Int64? {
        let table = tables[level]
        var windows: Set<Int64> = []
        for row in 0..<table.rowCount { windows.insert(table.window(ofRow: row)) }
        let sorted = windows.sorted()
        guard let last = sorted.dropFirst(sorted.count / 4).first else { return nil }
        let step = LiveWindows.steps[level + 1]
        return Timestamp(seconds: last).floor(toSeconds: step) + step
    }

    private func releaseKeys() {
        var isUsed = [Bool](repeating: false, count: keys.keys.count)
        for table in tables {
            for row in 0..<table.rowCount { isUsed[Int(table.key(ofRow: row))] = true }
        }
        keys.release(except: isUsed)
    }
}
