import FraiseModel
import Testing

@testable import FraiseWindow

@Suite struct WindowStatisticsTests {
    static let now = Timestamp(seconds: 1_795_341_600)

    static func totals(_ durations: [Int64], errors: Int64 = 0) -> OperationTotals {
        var totals = OperationTotals()
        for (place, duration) in durations.enumerated() {
            totals.add(
                RecordEntry(
                    timestamp: now,
                    duration: duration,
                    rows: 0,
                    responseBytes: 0,
                    offset: 0,
                    length: 1,
                    key: 0,
                    kind: .graphql,
                    status: place < errors ? .error : .success,
                    severity: .info,
                    flags: []
                )
            )
        }
        return totals
    }

    static func row(minutesAgo: Int64, _ key: WindowKey, _ durations: [Int64], errors: Int64 = 0)
        -> SummaryRow
    {
        SummaryRow(
            windowStart: now.seconds - minutesAgo * 60,
            windowSeconds: 60,
            key: key,
            totals: totals(durations, errors: errors)
        )
    }

    @Test func aLongWindowComesFromSummaries() {
        let rows = [
            Self.row(minutesAgo: 361, .getUser, [1]), Self.row(minutesAgo: 360, .getUser, [1, 2]),
            Self.row(minutesAgo: 1, .select, [3]), Self.row(minutesAgo: 0, .select, [4]),
        ]
        let answer = WindowStatistics(
            query: WindowQuery(seconds: 6 * 3600, grouping: .kind),
            rows: rows,
            now: Self.now
        )
        #expect(answer.total.count == 3)
        #expect(answer.groups.map(\.totals.count) == [2, 1])
        #expect(answer.windowStart == Self.now.seconds - 6 * 3600)
        #expect(answer.windowEnd == Self.now.seconds)
        #expect(answer.step == 60)
    }

    @Test func theLiveHourAndSummariesBeforeItAddUp() {
        let windows = LiveWindows(memoryLimit: 1 << 24, maximumKeys: 100)
        var parser = BatchBuilder()
        windows.apply(
            parser.batch(Double(Self.now.seconds) - 30, Double(Self.now.seconds) - 3000, key: .getUser),
            now: Self.now
        )
        let query = WindowQuery(seconds: 6 * 3600, grouping: .all)
        let live = windows.statistics(query, now: Self.now)
        #expect(live.windowStart == Self.now.seconds - 3600)
        let whole = live.merged(
            with: [
                Self.row(minutesAgo: 120, .getUser, [5]), Self.row(minutesAgo: 61, .select, [6]),
                // Of the kept hour: counted live already.
                Self.row(minutesAgo: 50, .getUser, [1]), Self.row(minutesAgo: 400, .getUser, [1]),
            ],
            now: Self.now
        )
        #expect(whole.total.count == 4)
        #expect(whole.groups.map { "\($0.key.operationName) \($0.totals.count)" } == ["getUser 3", " 1"])
        #expect(whole.windowStart == Self.now.seconds - 6 * 3600)
        #expect(whole.step == 60)
        let total = windows.statistics(WindowQuery(seconds: 6 * 3600), now: Self.now)
            .merged(with: [Self.row(minutesAgo: 120, .getUser, [5])], now: Self.now)
        #expect(total.total.count == 3)
        #expect(total.groups.isEmpty)
    }

    func answer() -> WindowStatistics {
        WindowStatistics(
            query: WindowQuery(seconds: 3600, grouping: .operationName),
            rows: [
                Self.row(minutesAgo: 1, .named("a"), [10, 20], errors: 1),
                Self.row(minutesAgo: 1, .named("b"), [500]),
                Self.row(minutesAgo: 1, .named("c"), [-1, -1, -1]),
                Self.row(minutesAgo: 2, .named("d"), [30, 40]),
            ],
            now: Self.now
        )
    }

    @Test(arguments: [
        (StatisticsSort.count, "cadb"), (.name, "abcd"), (.maximumDuration, "bdac"),
        (.averageDuration, "bdac"),
        (.errorRate, "abcd"), (.p50Duration, "bdac"), (.totalDuration, "bdac"),
    ]) func sorting(sort: StatisticsSort, order: String) {
        #expect(answer().sorted(by: sort).groups.map { $0.operationName ?? "" }.joined() == order)
    }

    @Test func theRemainderIsExact() {
        let answer = answer().sorted(by: .count).limited(to: 2)
        #expect(answer.groups.map(\.operationName) == ["c", "a"])
        #expect(answer.other == Self.totals([500, 30, 40]))
        #expect(answer.total.count == 8)
        #expect(self.answer().limited(to: 4).other == nil)
        #expect(self.answer().limited(to: 0).other == self.answer().total)
    }

    @Test func sortNamesAreThoseOfAnswers() {
        #expect(StatisticsSort(rawValue: "p99_duration_ms") == .p99Duration)
        #expect(StatisticsSort(rawValue: "nonsense") == nil)
        #expect(WindowGrouping(name: "event_type") == .eventType)
        #expect(WindowGrouping(name: "Kind") == nil)
    }

    @Test func cachesCountByEventType() {
        let rows = [
            ("hit", 6), ("miss", 2), ("set", 4), ("evict", 1), ("expire", 3), ("error", 2), ("flush", 9),
        ].map {
            Self.row(minutesAgo: 1, .named("x", .cache, $0), [Int64](repeating: 1, count: $1))
        }
        let statistics = WindowStatistics(
            query: WindowQuery(seconds: 3600, grouping: [.kind, .eventType]),
            rows: rows + [Self.row(minutesAgo: 1, .named("x", .graphql, "hit"), [1])],
            now: Self.now
        )
        let caches = CacheStatistics(
            statistics,
            gauges: [
                CacheSample(timestamp: Self.now, name: "a", entries: 5, memoryBytes: nil),
                CacheSample(timestamp: Self.now, name: "b", entries: 7, memoryBytes: nil),
            ]
        )
        #expect(caches.hits == 6 && caches.misses == 2 && caches.sets == 4)
        #expect(caches.evictions == 1 && caches.expirations == 3 && caches.errors == 2)
        #expect(caches.hitRate == 0.75)
        #expect(caches.evictionRate == 0.25)
        #expect(caches.errorRate == 0.2)
        #expect(caches.entries == 12)
        #expect(caches.memoryBytes == nil)
        #expect(CacheStatistics().hitRate == nil)
        #expect(CacheStatistics().evictionRate == nil)
        #expect(CacheStatistics().errorRate == nil)
    }
}
