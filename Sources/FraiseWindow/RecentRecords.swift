internal import FraiseModel

/// The newest records of each kind by event time, in bounded memory.
///
/// Of a batch only the last records of a kind are copied. Lines are appended to one buffer a kind; when there are
/// twice as many as wanted, the newest are moved together. So a copy costs no allocation a record.
struct RecentRecords {
    /// Records kept of each kind.
    let limit: Int
    /// Bytes of lines kept of each kind. A line over a quarter of it is left out.
    let byteLimit: Int
    private var shelves: [Shelf]
    private var sequence: Int64 = 0
    /// Lines left out because of their length.
    private(set) var omitted: Int64 = 0

    private struct Item {
        var timestamp: Timestamp
        /// Order of arrival, which decides between equal times.
        var sequence: Int64
        var duration: Int64
        var eventType: String
        var offset: Int
        var length: Int
    }

    private struct Shelf {
        var bytes: [UInt8] = []
        var items: [Item] = []
        /// Records before it are not among the newest.
        var floor = Timestamp(microseconds: .min)
    }

    init(limit: Int, byteLimit: Int) {
        self.limit = limit
        self.byteLimit = byteLimit
        shelves = RecordKind.allCases.map { _ in Shelf() }
    }

    /// Bytes held.
    var memoryBytes: Int {
        shelves.reduce(0) { $0 + $1.bytes.capacity + $1.items.capacity * MemoryLayout<Item>.stride }
    }

    /// Takes the newest of a batch over; `keys` knows its keys.
    mutating func apply(_ batch: RecordBatch, keys: LiveKeys) {
        guard limit > 0 else { return }
        var taken = [Int](repeating: 0, count: shelves.count)
        var full = 0
        sequence += Int64(batch.entries.count)
        for (place, entry) in batch.entries.enumerated().reversed() {
            if full == shelves.count { break }
            let kind = Int(entry.kind.rawValue)
            guard entry.length > 0, taken[kind] < limit, entry.timestamp >= shelves[kind].floor else {
                continue
            }
            taken[kind] += 1
            if taken[kind] == limit { full += 1 }
            guard Int(entry.length) <= byteLimit / 4 else {
                omitted += 1
                continue
            }
            append(
                entry,
                line: batch.line(of: entry),
                eventType: keys.eventType(entry.key),
                sequence: sequence - Int64(batch.entries.count - place)
            )
        }
    }

    private mutating func append(
        _ entry: RecordEntry,
        line: UnsafeRawBufferPointer,
        eventType: String,
        sequence: Int64
    ) {
        let kind = Int(entry.kind.rawValue)
        if shelves[kind].items.count >= 2 * limit || shelves[kind].bytes.count + line.count > byteLimit {
            trim(kind)
            if entry.timestamp < shelves[kind].floor { return }
        }
        let offset = shelves[kind].bytes.count
        let length = line.last == UInt8(ascii: "\n") ? line.count - 1 : line.count
        shelves[kind].bytes.append(contentsOf: line.prefix(length))
        shelves[kind].items.append(
            Item(
                timestamp: entry.timestamp,
                sequence: sequence,
                duration: entry.duration,
                eventType: eventType,
                offset: offset,
                length: length
            )
        )
    }

    /// Keeps the newest `limit` records of a kind, in at most half of its bytes.
    private mutating func trim(_ kind: Int) {
        let newest = RecentRecords.newestFirst(shelves[kind].items)
        var kept = Shelf()
        kept.bytes.reserveCapacity(min(byteLimit, shelves[kind].bytes.count))
        kept.items.reserveCapacity(min(2 * limit, newest.count * 2))
        for item in newest.prefix(limit) {
            if kept.bytes.count + item.length > byteLimit / 2 { break }
            var moved = item
            moved.offset = kept.bytes.count
            kept.bytes.append(contentsOf: shelves[kind].bytes[item.offset..<item.offset + item.length])
            kept.items.append(moved)
            kept.floor = item.timestamp
        }
        shelves[kind] = kept
    }

    private static func newestFirst(_ items: [Item]) -> [Item] {
        items.sorted {
            $0.timestamp != $1.timestamp ? $0.timestamp > $1.timestamp : $0.sequence > $1.sequence
        }
    }

    /// The newest records that the query includes, newest first.
    func records(_ query: RecordQuery, now: Timestamp) -> [LiveRecord] {
        var found: [(item: Item, kind: RecordKind)] = []
        for kind in RecordKind.allCases {
            let newest = RecentRecords.newestFirst(shelves[Int(kind.rawValue)].items).prefix(limit)
            for item in newest
            where query.includes(
                kind: kind,
                eventType: item.eventType,
                timestamp: item.timestamp,
                duration: item.duration,
                now: now
            ) {
                found.append((item, kind))
            }
        }
        found.sort {
            $0.item.timestamp != $1.item.timestamp
                ? $0.item.timestamp > $1.item.timestamp : $0.item.sequence > $1.item.sequence
        }
        return found.prefix(max(0, query.limit)).map { item, kind in
            let bytes = shelves[Int(kind.rawValue)].bytes
            return LiveRecord(
                timestamp: item.timestamp,
                kind: kind,
                eventType: item.eventType,
                duration: item.duration,
                line: Array(bytes[item.offset..<item.offset + item.length])
            )
        }
    }
}
