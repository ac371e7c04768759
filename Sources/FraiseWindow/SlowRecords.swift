internal import FraiseModel

/// The slowest records of the last hour: of each kind and minute of event time the slowest few, in bounded memory.
/// Over the bound the lists of the oldest minutes are halved first.
struct SlowRecords {
    /// Records kept of a kind and minute.
    let limit: Int
    /// Bound on `memoryBytes`. A line over a sixteenth of it is left out.
    let byteLimit: Int
    private var lists: [Cell: List] = [:]
    /// Bytes held.
    private(set) var memoryBytes = 0
    /// Lines left out because of their length.
    private(set) var omitted: Int64 = 0
    private var lastMinute = Int64.min

    private struct Cell: Hashable {
        var minute: Int64
        var kind: RecordKind
    }

    private struct List {
        var records: [LiveRecord] = []
        /// Longer durations come in once the list is full.
        var shortest = Int64.max

        mutating func findShortest() {
            shortest = records.min { $0.duration < $1.duration }?.duration ?? .max
        }
    }

    init(limit: Int, byteLimit: Int) {
        self.limit = limit
        self.byteLimit = byteLimit
    }

    /// Takes the slowest of a batch over; `keys` knows its keys.
    mutating func apply(_ batch: RecordBatch, keys: LiveKeys, now: Timestamp) {
        advance(to: now)
        guard limit > 0 else { return }
        let earliest = LiveWindows.keptFrom(now)
        let latest = now.seconds + LiveWindows.keptSeconds
        for entry in batch.entries where entry.duration >= 0 && entry.length > 0 {
            let cell = Cell(minute: entry.timestamp.floor(toSeconds: 60), kind: entry.kind)
            guard cell.minute >= earliest, cell.minute <= latest else { continue }
            let list = lists[cell]
            let isFull = (list?.records.count ?? 0) >= limit
            if isFull, let list, entry.duration <= list.shortest { continue }
            guard Int(entry.length) <= byteLimit / 16 else {
                omitted += 1
                continue
            }
            put(entry, line: batch.line(of: entry), eventType: keys.eventType(entry.key), in: cell)
        }
        if memoryBytes > byteLimit { limitMemory() }
    }

    private mutating func put(
        _ entry: RecordEntry,
        line: UnsafeRawBufferPointer,
        eventType: String,
        in cell: Cell
    ) {
        let length = line.last == UInt8(ascii: "\n") ? line.count - 1 : line.count
        let record = LiveRecord(
            timestamp: entry.timestamp,
            kind: entry.kind,
            eventType: eventType,
            duration: entry.duration,
            line: Array(line.prefix(length))
        )
        memoryBytes += SlowRecords.bytes(record)
        var list = lists.removeValue(forKey: cell) ?? List()
        if list.records.count >= limit,
            let place = list.records.firstIndex(where: { $0.duration == list.shortest })
        {
            memoryBytes -= SlowRecords.bytes(list.records[place])
            list.records[place] = record
            list.findShortest()
        } else {
            list.records.append(record)
            list.shortest = min(list.shortest, record.duration)
        }
        lists[cell] = list
    }

    /// Lets the minutes go that are no longer kept.
    mutating func advance(to now: Timestamp) {
        let minute = now.floor(toSeconds: 60)
        guard minute != lastMinute else { return }
        lastMinute = minute
        let earliest = LiveWindows.keptFrom(now)
        let latest = now.seconds + LiveWindows.keptSeconds
        for (cell, list) in lists where cell.minute < earliest || cell.minute > latest {
            memoryBytes -= list.records.reduce(0) { $0 + SlowRecords.bytes($1) }
            lists[cell] = nil
        }
    }

    private mutating func limitMemory() {
        for cell in lists.keys.sorted(by: { $0.minute < $1.minute }) {
            if memoryBytes <= byteLimit - byteLimit / 10 { return }
            guard var list = lists[cell] else { continue }
            list.records.sort { $0.duration > $1.duration }
            while list.records.count > limit / 2 || memoryBytes > byteLimit, let last = list.records.popLast()
            {
                memoryBytes -= SlowRecords.bytes(last)
            }
            list.findShortest()
            lists[cell] = list.records.isEmpty ? nil : list
        }
    }

    /// The slowest records that the query includes, slowest first, of equal ones the newest.
    func records(_ query: RecordQuery, now: Timestamp) -> [LiveRecord] {
        var found: [LiveRecord] = []
        for (cell, list) in lists where query.kinds.isEmpty || query.kinds.contains(cell.kind) {
            for record in list.records
            where query.includes(
                kind: record.kind,
                eventType: record.eventType,
                timestamp: record.timestamp,
                duration: record.duration,
                now: now
            ) {
                found.append(record)
            }
        }
        found.sort { $0.duration != $1.duration ? $0.duration > $1.duration : $0.timestamp > $1.timestamp }
        return Array(found.prefix(max(0, query.limit)))
    }

    /// What a record holds: its line with the array's header, and itself.
    private static func bytes(_ record: LiveRecord) -> Int {
        record.line.count + 32 + MemoryLayout<LiveRecord>.stride
    }
}
