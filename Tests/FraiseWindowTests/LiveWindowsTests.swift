import FraiseModel
import Testing

@testable import FraiseWindow

@Suite struct LiveWindowsTests {
    /// 2026-11-22T10:00:03.5Z, in the middle of a cell.
    static let now = Timestamp(microseconds: 1_795_341_603_500_000)
    static let second = 1_795_341_603.5

    static func windows(memory: Int = 64 << 20, keys: Int = 2000) -> LiveWindows {
        LiveWindows(memoryLimit: memory, maximumKeys: keys)
    }

    func count(_ windows: LiveWindows, _ seconds: Int64, now: Timestamp = LiveWindowsTests.now) -> Int64 {
        windows.statistics(WindowQuery(seconds: seconds), now: now).total.count
    }

    @Test func theWindowIsAlignedOutwardsToTheStep() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        // Cells of 10 s: …593–603 is cut by the start of the minute's window at 543.5, which lies in 540–550.
        windows.apply(
            parser.batch(
                Self.second - 64,
                Self.second - 63,
                Self.second - 60,
                Self.second - 0.1,
                key: .getUser
            ),
            now: Self.now
        )
        let answer = windows.statistics(WindowQuery(seconds: 60), now: Self.now)
        #expect(answer.step == 10)
        #expect(answer.windowStart == 1_795_341_540)
        #expect(answer.windowEnd == 1_795_341_610)
        #expect(answer.total.count == 3)
        #expect(answer.completeFrom == nil)
    }

    @Test func recordsOfTheFutureAreKeptButNotCounted() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        windows.apply(parser.batch(Self.second + 30, Self.second + 1800, key: .getUser), now: Self.now)
        #expect(count(windows, 3600) == 0)
        let later = Timestamp(microseconds: Self.now.microseconds + 40_000_000)
        #expect(count(windows, 3600, now: later) == 1)
        let muchLater = Timestamp(microseconds: Self.now.microseconds + 1_900_000_000)
        #expect(count(windows, 3600, now: muchLater) == 2)
    }

    @Test func recordsOutsideTheKeptHourAreLeftOut() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        windows.apply(
            parser.batch(Self.second - 3700, Self.second - 3599, Self.second + 3601, 0, key: .getUser),
            now: Self.now
        )
        #expect(windows.recordsOutside == 3)
        #expect(count(windows, 3600) == 1)
    }

    @Test func lateRecordsGoToTheirOwnCell() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        windows.apply(parser.batch(Self.second - 1, key: .getUser), now: Self.now)
        windows.apply(parser.batch(Self.second - 1200, Self.second - 200, key: .getUser), now: Self.now)
        #expect(count(windows, 60) == 1)
        #expect(count(windows, 300) == 2)
        #expect(count(windows, 900) == 2)
        #expect(count(windows, 3600) == 3)
        #expect(windows.statistics(WindowQuery(seconds: 900), now: Self.now).step == 10)
        #expect(windows.statistics(WindowQuery(seconds: 3600), now: Self.now).step == 60)
    }

    @Test func cellsAgeIntoMinutesAndGo() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        windows.apply(
            parser.batch(Self.second - 25, Self.second - 13, Self.second, key: .getUser),
            now: Self.now
        )
        #expect(windows.rowCount == 3)
        let aged = Timestamp(microseconds: Self.now.microseconds + 1_000_000_000)
        windows.advance(to: aged)
        #expect(windows.rowCount == 2)
        #expect(count(windows, 3600, now: aged) == 3)
        let gone = Timestamp(microseconds: Self.now.microseconds + 3_700_000_000)
        windows.advance(to: gone)
        #expect(windows.rowCount == 0)
    }

    /// Any mixture of times against a plain list, asked at cell borders, where the answer is exact.
    @Test(arguments: 0..<6) func windowsAgreeWithAList(seed: UInt64) {
        var random = FixedRandom(state: seed)
        let windows = Self.windows()
        var parser = BatchBuilder()
        var all: [BatchBuilder.Item] = []
        var clock: Int64 = 1_795_341_600
        for _ in 0..<200 {
            clock += Int64.random(in: 0...6, using: &random) * 10
            let now = Timestamp(seconds: clock)
            let items = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                BatchBuilder.Item(
                    seconds: Double(clock) - Double.random(in: 0.5...2500, using: &random),
                    key: .named("op\(Int.random(in: 0..<9, using: &random))"),
                    duration: Int64.random(in: 0...9_999_999_999, using: &random)
                )
            }
            windows.apply(parser.batch(items), now: now)
            all += items
            for seconds in [60, 300, 900] as [Int64] {
                let answer = windows.statistics(WindowQuery(seconds: seconds, grouping: .all), now: now)
                let start = Double(clock - seconds)
                let expected = all.filter { $0.seconds >= start }
                #expect(answer.windowStart == clock - seconds)
                #expect(answer.total.count == Int64(expected.count))
                #expect(answer.total.durationSum == expected.reduce(0) { $0 + Int128($1.duration) })
                #expect(answer.groups.reduce(0) { $0 + $1.totals.count } == answer.total.count)
            }
        }
    }

    @Test func groupsAndFilters() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        windows.apply(
            parser.batch([
                .init(seconds: Self.second, key: .named("a")),
                .init(seconds: Self.second, key: .named("b", .graphql, "mutation"), status: .error),
                .init(seconds: Self.second, key: .named("a", .database, "select")),
                .init(
                    seconds: Self.second,
                    key: .named("", .database, "select"),
                    flags: [.slow, .sampledOut]
                ),
            ]),
            now: Self.now
        )
        func groups(_ query: WindowQuery) -> [String] {
            windows.statistics(query, now: Timestamp(microseconds: Self.now.microseconds + 1)).groups.map {
                "\($0.kind?.name ?? "-") \($0.eventType ?? "-") \($0.operationName ?? "-") \($0.totals.count)"
            }
        }
        #expect(groups(WindowQuery(seconds: 60)) == [])
        #expect(groups(WindowQuery(seconds: 60, grouping: .kind)) == ["graphql - - 2", "database - - 2"])
        #expect(
            groups(WindowQuery(seconds: 60, grouping: .operationName)) == ["- -  1", "- - a 2", "- - b 1"]
        )
        #expect(
            groups(WindowQuery(seconds: 60, grouping: .all, kinds: [.database])) == [
                "database select  1", "database select a 1",
            ]
        )
        #expect(groups(WindowQuery(seconds: 60, grouping: .kind, eventType: "mutation")) == ["graphql - - 1"])
        #expect(groups(WindowQuery(seconds: 60, grouping: .kind, operationName: "")) == ["database - - 1"])
        let total = windows.statistics(
            WindowQuery(seconds: 60),
            now: Timestamp(microseconds: Self.now.microseconds + 1)
        )
        .total
        #expect(total.count == 4)
        #expect(total.slowCount == 1)
        #expect(total.errorCount == 1)
    }

    @Test func keysOverTheBoundAreCountedAsOther() {
        let windows = Self.windows(keys: 2)
        var parser = BatchBuilder()
        windows.apply(
            parser.batch(["a", "b", "c", "d", "c"].map { .init(seconds: Self.second - 1, key: .named($0)) }),
            now: Self.now
        )
        windows.apply(parser.batch(Self.second - 1, key: .select), now: Self.now)
        let groups = windows.statistics(WindowQuery(seconds: 60, grouping: .all), now: Self.now).groups
        #expect(groups.map(\.key) == [.other(.graphql), .named("a"), .named("b"), .other(.database)])
        #expect(groups.map(\.totals.count) == [3, 1, 1, 1])
        #expect(windows.keyCount == 2)
    }

    @Test func keysThatAreNoLongerSeenMakeRoom() {
        let windows = Self.windows(keys: 2)
        var parser = BatchBuilder()
        windows.apply(
            parser.batch(["a", "b", "c"].map { .init(seconds: Self.second - 1, key: .named($0)) }),
            now: Self.now
        )
        let later = Timestamp(microseconds: Self.now.microseconds + 4_000_000_000)
        windows.advance(to: later)
        #expect(windows.keyCount == 0)
        windows.apply(
            parser.batch(["c", "a", "b"].map { .init(seconds: Self.second + 3999, key: .named($0)) }),
            now: later
        )
        let groups = windows.statistics(WindowQuery(seconds: 60, grouping: .all), now: later).groups
        #expect(groups.map(\.key) == [.other(.graphql), .named("a"), .named("c")])
    }

    @Test func aNewNumberingVoidsTheOldOne() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        windows.apply(
            parser.batch(["a", "b"].map { .init(seconds: Self.second - 1, key: .named($0)) }),
            now: Self.now
        )
        parser.renumber()
        windows.apply(
            parser.batch(["b", "c"].map { .init(seconds: Self.second - 1, key: .named($0)) }),
            now: Self.now
        )
        windows.apply(parser.batch(Self.second - 1, key: .named("c")), now: Self.now)
        let groups = windows.statistics(WindowQuery(seconds: 60, grouping: .all), now: Self.now).groups
        #expect(groups.map { "\($0.operationName ?? "") \($0.totals.count)" } == ["a 1", "b 2", "c 2"])
    }

    /// 20 minutes of 500 keys: some 3 MiB in cells of 10 s, 1 MiB in minutes.
    @Test(arguments: [(5 << 19, 60), (1 << 20, 3600)] as [(Int, Int64)])
    func overTheMemoryBoundFineCellsAreMergedFirst(limit: Int, coarsest: Int64) {
        let windows = Self.windows(memory: limit)
        var parser = BatchBuilder()
        var random = FixedRandom(state: 5)
        var applied: Int64 = 0
        for minute in 0..<20 {
            let clock = Self.second + Double(minute) * 60
            let items = (0..<2000).map { _ in
                BatchBuilder.Item(
                    seconds: clock - Double.random(in: 0.1...59, using: &random),
                    key: .named("op\(Int.random(in: 0..<500, using: &random))"),
                    duration: Int64.random(in: 0...9_999_999, using: &random)
                )
            }
            windows.apply(parser.batch(items), now: Timestamp(microseconds: Int64(clock * 1_000_000)))
            applied += 2000
            #expect(windows.memoryBytes <= limit)
        }
        let now = Timestamp(microseconds: Self.now.microseconds + 19 * 60_000_000)
        let hour = windows.statistics(WindowQuery(seconds: 3600), now: now)
        #expect(hour.total.count == applied)
        #expect(hour.total.sketch.count == applied)
        #expect(hour.step <= coarsest)
        if coarsest > 60 { #expect(hour.step > 60) }
        #expect(hour.windowStart % hour.step == 0)
        #expect(hour.windowEnd % hour.step == 0)
        #expect(windows.statistics(WindowQuery(seconds: 900), now: now).step >= 60)
    }

    @Test func figuresOfEarlierRunsComeIn() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        windows.completeFrom = Self.now
        windows.apply(parser.batch(Self.second - 1, key: .getUser), now: Self.now)
        #expect(windows.statistics(WindowQuery(seconds: 300), now: Self.now).completeFrom == Self.now)
        var totals = OperationTotals()
        totals.count = 7
        let minute = Self.now.floor(toSeconds: 60)
        func row(_ start: Int64, _ key: WindowKey) -> SummaryRow {
            SummaryRow(windowStart: start, windowSeconds: 60, key: key, totals: totals)
        }
        windows.merge(
            [row(minute - 1800, .getUser), row(minute - 120, .select), row(minute - 7200, .getUser)],
            now: Self.now
        )
        windows.completeFrom = nil
        let recent = windows.statistics(WindowQuery(seconds: 300, grouping: .all), now: Self.now)
        #expect(recent.total.count == 8)
        #expect(recent.step == 60)
        #expect(recent.completeFrom == nil)
        #expect(count(windows, 3600) == 15)
        windows.apply(parser.batch(Self.second - 1, key: .select), now: Self.now)
        let groups = windows.statistics(WindowQuery(seconds: 300, grouping: .all), now: Self.now).groups
        #expect(groups.map(\.totals.count) == [1, 8])
    }

    @Test func aClockSetBackLosesNothing() {
        let windows = Self.windows()
        var parser = BatchBuilder()
        windows.apply(parser.batch(Self.second - 1, key: .getUser), now: Self.now)
        let back = Timestamp(microseconds: Self.now.microseconds - 1_200_000_000)
        windows.apply(parser.batch(Self.second - 1201, Self.second - 1300, key: .getUser), now: back)
        #expect(count(windows, 60, now: back) == 1)
        #expect(windows.statistics(WindowQuery(seconds: 60), now: back).step == 10)
        windows.advance(to: Self.now)
        #expect(count(windows, 3600) == 3)
    }
}
