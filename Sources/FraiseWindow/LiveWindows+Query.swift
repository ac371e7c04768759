public import FraiseModel

extension LiveWindows {
    /// Figures of the records with event time in [now − W, now), aligned outwards to the step of the cells: the
    /// cell that now lies in counts, later ones do not. Of a window over an hour only the last hour is here
    /// (`windowStart` says from where); the rest is `WindowStatistics.merged(with:now:)`.
    public func statistics(_ query: WindowQuery, now: Timestamp) -> WindowStatistics {
        let (frame, sums) = selection(query, now: now)
        var result = frame
        (result.total, result.groups) = sums.result(tables)
        return result
    }

    /// The frame of the answer and the rows that fill it.
    private func selection(_ query: WindowQuery, now: Timestamp) -> (WindowStatistics, GroupSums) {
        let seconds = min(query.seconds, LiveWindows.keptSeconds)
        let begin = Timestamp(microseconds: now.microseconds - seconds * 1_000_000).seconds
        var step = LiveWindows.steps[level(of: begin)]
        for (level, table) in tables.enumerated() where LiveWindows.steps[level] > step {
            let length = LiveWindows.steps[level]
            for row in 0..<table.rowCount {
                let start = table.window(ofRow: row)
                if start + length > begin, start * 1_000_000 < now.microseconds {
                    step = length
                    break
                }
            }
        }
        let start = Timestamp(seconds: begin).floor(toSeconds: step)
        var frame = WindowStatistics(
            query: query,
            windowStart: start,
            windowEnd: WindowStatistics.end(now, step: step),
            step: step
        )
        if let completeFrom, start < completeFrom.seconds { frame.completeFrom = completeFrom }

        var sums = GroupSums(query: query)
        let unseen = -1
        let excluded = -2
        var groups = [Int](repeating: unseen, count: keys.keys.count)
        for (number, table) in tables.enumerated() {
            for row in 0..<table.rowCount {
                let window = table.window(ofRow: row)
                guard window >= start, window * 1_000_000 < now.microseconds else { continue }
                let key = Int(table.key(ofRow: row))
                if groups[key] == unseen {
                    groups[key] = keys.keys[key].flatMap { sums.group(of: $0) } ?? excluded
                }
                if groups[key] != excluded { sums.add(row: row, of: number, group: groups[key]) }
            }
        }
        return (frame, sums)
    }
}
