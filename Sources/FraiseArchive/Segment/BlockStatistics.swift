internal import FraiseModel

/// Counts of the records in one block, for the block table.
struct BlockStatistics: Hashable, Sendable {
    /// By `RecordKind`, `RecordStatus` and `Severity` raw values.
    var kinds = [Int64](repeating: 0, count: 8)
    var statuses = [Int64](repeating: 0, count: 5)
    var severities = [Int64](repeating: 0, count: 7)
    var slow: Int64 = 0
    /// Largest duration in nanoseconds, −1 when none.
    var maximumDuration: Int64 = -1

    /// No records.
    init() {}

    /// What the kept records of a batch amount to, and enters their number and times in the block's member.
    init(_ entries: [RecordEntry], to member: inout Member) {
        var (kept, slow, longest): (Int64, Int64, Int64) = (0, 0, -1)
        var (earliest, latest) = (Int64.max, Int64.min)
        var (kinds, statuses, severities) = (self.kinds, self.statuses, self.severities)
        kinds.withUnsafeMutableBufferPointer { kinds in
            statuses.withUnsafeMutableBufferPointer { statuses in
                severities.withUnsafeMutableBufferPointer { severities in
                    for entry in entries where !entry.isSampledOut {
                        kept += 1
                        kinds[Int(entry.kind.rawValue)] += 1
                        statuses[Int(entry.status.rawValue)] += 1
                        severities[Int(entry.severity.rawValue)] += 1
                        if entry.isSlow { slow += 1 }
                        longest = max(longest, entry.duration)
                        earliest = min(earliest, entry.timestamp.microseconds)
                        latest = max(latest, entry.timestamp.microseconds)
                    }
                }
            }
        }
        (self.kinds, self.statuses, self.severities) = (kinds, statuses, severities)
        self.slow = slow
        maximumDuration = longest
        member.records = kept
        member.minimumTime = earliest
        member.maximumTime = latest
    }

    /// Adds those of another block.
    mutating func merge(_ other: BlockStatistics) {
        for index in kinds.indices { kinds[index] += other.kinds[index] }
        for index in statuses.indices { statuses[index] += other.statuses[index] }
        for index in severities.indices { severities[index] += other.severities[index] }
        slow += other.slow
        maximumDuration = max(maximumDuration, other.maximumDuration)
    }

    func write(to writer: inout ByteWriter) {
        for list in [kinds, statuses, severities] {
            for value in list { writer.signed(value) }
        }
        writer.signed(slow)
        writer.signed(maximumDuration)
    }

    init(from reader: inout ByteReader) throws(FraiseError) {
        for index in kinds.indices { kinds[index] = try reader.signed() }
        for index in statuses.indices { statuses[index] = try reader.signed() }
        for index in severities.indices { severities[index] = try reader.signed() }
        slow = try reader.signed()
        maximumDuration = try reader.signed()
    }
}
