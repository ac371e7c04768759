internal import FraiseModel

/// How many records carry a valid trace-id, by minute of event time over the kept hour: at most 121 minutes.
struct TracedCounts {
    private var minutes: [Int64: (records: Int64, traced: Int64)] = [:]

    /// Counts the records of a batch.
    mutating func apply(_ batch: RecordBatch, now: Timestamp) {
        let earliest = LiveWindows.keptFrom(now)
        let latest = now.seconds + LiveWindows.keptSeconds
        var minute = Int64.min
        var end = Int64.min
        var sum: (records: Int64, traced: Int64) = (0, 0)
        for entry in batch.entries {
            let second = entry.timestamp.seconds
            if second < minute || second >= end {
                add(sum, to: minute)
                sum = (0, 0)
                minute = entry.timestamp.floor(toSeconds: 60)
                end = minute + 60
            }
            guard minute >= earliest, second <= latest else { continue }
            sum.records += 1
            if entry.flags.contains(.traced) { sum.traced += 1 }
        }
        add(sum, to: minute)
    }

    private mutating func add(_ sum: (records: Int64, traced: Int64), to minute: Int64) {
        guard sum.records > 0 else { return }
        minutes[minute, default: (0, 0)].records += sum.records
        minutes[minute, default: (0, 0)].traced += sum.traced
    }

    /// Lets go what is no longer kept.
    mutating func advance(to now: Timestamp) {
        let earliest = LiveWindows.keptFrom(now)
        let latest = now.seconds + LiveWindows.keptSeconds
        for minute in minutes.keys where minute < earliest || minute > latest { minutes[minute] = nil }
    }

    /// The sums of the minutes that begin in [now − seconds, now), aligned to minutes.
    func counts(seconds: Int64, now: Timestamp) -> (records: Int64, traced: Int64) {
        let start = Timestamp(microseconds: now.microseconds - seconds * 1_000_000).floor(toSeconds: 60)
        var result: (records: Int64, traced: Int64) = (0, 0)
        for (minute, sum) in minutes where minute >= start && minute * 1_000_000 < now.microseconds {
            result.records += sum.records
            result.traced += sum.traced
        }
        return result
    }
}
