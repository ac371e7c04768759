public import FraiseModel

/// The answer to a `WindowQuery`: figures of the window in all and by group.
public struct WindowStatistics: Sendable {
    public var query: WindowQuery
    /// First second counted, a multiple of `step`.
    public var windowStart: Int64
    /// Where the window ends, a multiple of `step`, not before now.
    public var windowEnd: Int64
    /// Resolution at the window's edges in seconds.
    public var step: Int64
    /// When set, records before this moment may be missing: they are being read from the archive.
    public var completeFrom: Timestamp?
    public var total = OperationTotals()
    /// Ascending by key until `sorted`.
    public var groups: [StatisticsGroup] = []
    /// What `limited` has left out; nil when every group is listed.
    public var other: OperationTotals?

    /// Figures of a window that summaries alone answer: those `rows` (minutes) that begin in [now − W, now),
    /// aligned to minutes.
    public init(query: WindowQuery, rows: some Sequence<SummaryRow>, now: Timestamp) {
        self.query = query
        step = 60
        windowStart = Timestamp(microseconds: now.microseconds - query.seconds * 1_000_000).floor(
            toSeconds: 60
        )
        windowEnd = WindowStatistics.end(now, step: 60)
        var sums = GroupSums(query: query)
        for row in rows where row.windowStart >= windowStart && row.windowStart * 1_000_000 < now.microseconds
        {
            sums.add(row.key, row.totals)
        }
        (total, groups) = sums.result()
    }

    init(query: WindowQuery, windowStart: Int64, windowEnd: Int64, step: Int64) {
        self.query = query
        self.windowStart = windowStart
        self.windowEnd = windowEnd
        self.step = step
    }

    /// With the part of a longer window that lies before this one's start: `rows` of sealed and open segments,
    /// minutes, of which those from `windowStart` on are ignored, because they are counted here already. To be
    /// called before `sorted` and `limited`.
    public func merged(with rows: some Sequence<SummaryRow>, now: Timestamp) -> WindowStatistics {
        var result = self
        result.step = max(step, 60)
        result.windowStart = min(
            windowStart,
            Timestamp(microseconds: now.microseconds - query.seconds * 1_000_000).floor(
                toSeconds: result.step
            )
        )
        result.windowEnd = WindowStatistics.end(now, step: result.step)
        var sums = GroupSums(query: query)
        for group in groups { sums.add(group.key, group.totals) }
        if query.grouping.isEmpty { sums.add(total) }
        for row in rows where row.windowStart >= result.windowStart && row.windowStart < windowStart {
            sums.add(row.key, row.totals)
        }
        (result.total, result.groups) = sums.result()
        return result
    }

    /// With the groups in the order of `sort`.
    public func sorted(by sort: StatisticsSort) -> WindowStatistics {
        var result = self
        let figures = groups.map { sort.figure($0.totals) }
        result.groups = groups.indices.sorted { left, right in
            switch (figures[left], figures[right]) {
            case (let one?, let other?) where one != other: return one > other
            case (.some, nil): return true
            case (nil, .some): return false
            default: return groups[left].key < groups[right].key
            }
        }.map { groups[$0] }
        return result
    }

    /// With the first `limit` groups; the rest is added up in `other`.
    public func limited(to limit: Int) -> WindowStatistics {
        guard groups.count > limit else { return self }
        var result = self
        result.groups = Array(groups.prefix(limit))
        let rest = CellTable()
        for group in groups.dropFirst(limit) { rest.merge(window: 0, key: 0, totals: group.totals) }
        result.other = rest.totals(window: 0, key: 0)
        return result
    }

    /// `now` rounded up to a multiple of `step`.
    static func end(_ now: Timestamp, step: Int64) -> Int64 {
        let start = now.floor(toSeconds: step)
        return start * 1_000_000 == now.microseconds ? start : start + step
    }
}
