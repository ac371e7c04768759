import FraiseModel
import Testing

@testable import FraiseWindow

@Suite struct LiveStateTests {
    static let now = Timestamp(seconds: 1_795_341_600)
    static let second = 1_795_341_600.0

    static func state(
        recent: Int = 5,
        recentBytes: Int = 1 << 20,
        slow: Int = 3,
        slowBytes: Int = 1 << 20
    ) -> LiveState {
        LiveState(
            memoryLimit: 1 << 24,
            maximumKeys: 100,
            recentLimit: recent,
            recentBytes: recentBytes,
            slowLimit: slow,
            slowBytes: slowBytes
        )
    }

    @Test func recentRecordsAreNewestFirstByEventTime() {
        let state = Self.state()
        var parser = BatchBuilder()
        state.apply(
            parser.batch([-3, -1, -7].map { .init(seconds: Self.second + $0, key: .getUser) }),
            now: Self.now
        )
        state.apply(parser.batch(Self.second - 2, key: .named("m", .graphql, "mutation")), now: Self.now)
        state.apply(parser.batch(Self.second - 2, key: .select), now: Self.now)
        let all = state.recent(RecordQuery(limit: 10), now: Self.now)
        #expect(all.map { Self.second - Double($0.timestamp.seconds) } == [1, 2, 2, 3, 7])
        #expect(all.first?.text == "{\"at\":\(Self.second - 1),\"name\":\"getUser\"}")
        #expect(all[1].kind == .database)
        #expect(state.recent(RecordQuery(limit: 2), now: Self.now).count == 2)
        let mutations = state.recent(RecordQuery(eventType: "mutation", limit: 9), now: Self.now)
        #expect(mutations.map(\.text) == ["{\"at\":\(Self.second - 2),\"name\":\"m\"}"])
        #expect(state.recent(RecordQuery(kinds: [.database], limit: 9), now: Self.now).count == 1)
        #expect(state.recent(RecordQuery(limit: 9, seconds: 2), now: Self.now).count == 3)
        #expect(state.newestEvent == Timestamp(seconds: 1_795_341_599))
    }

    /// In any order of arrival and any size of batches the same newest records stay.
    @Test(arguments: 0..<8) func theNewestStay(seed: UInt64) {
        var random = FixedRandom(state: seed)
        let state = Self.state(recent: 7)
        var parser = BatchBuilder()
        var times: [Double] = []
        for _ in 0..<60 {
            let items = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                BatchBuilder.Item(
                    seconds: Self.second - Double(Int.random(in: 1...5000, using: &random)),
                    key: .getUser
                )
            }
            times += items.map(\.seconds)
            state.apply(parser.batch(items), now: Self.now)
            let kept = state.recent(RecordQuery(limit: 100), now: Self.now).map {
                Double($0.timestamp.seconds)
            }
            #expect(kept == Array(times.sorted(by: >).prefix(7)))
        }
    }

    @Test func sampledOutRecordsCountButAreNotShown() {
        let state = Self.state()
        var parser = BatchBuilder()
        state.apply(
            parser.batch([.init(seconds: Self.second - 1, key: .getUser, flags: .sampledOut)]),
            now: Self.now
        )
        #expect(state.recent(RecordQuery(limit: 9), now: Self.now).isEmpty)
        #expect(state.slow(RecordQuery(limit: 9), now: Self.now).isEmpty)
        #expect(state.statistics(WindowQuery(seconds: 60), now: Self.now).total.count == 1)
    }

    @Test func linesOfAnyLengthStayInBounds() {
        let state = Self.state(recent: 1000, recentBytes: 40_000, slow: 1000, slowBytes: 160_000)
        var parser = BatchBuilder()
        for place in 0..<300 {
            let line = String(repeating: "x", count: place % 10 == 0 ? 20_000 : 900)
            state.apply(
                parser.batch([.init(seconds: Self.second - 300 + Double(place), key: .getUser, line: line)]),
                now: Self.now
            )
            #expect(state.memory.recordBytes < 40_000 + 160_000 + 64_000)
        }
        let kept = state.recent(RecordQuery(limit: 1000), now: Self.now)
        #expect(kept.count >= 20)
        #expect(kept.allSatisfy { $0.line.count == 900 })
        #expect(kept.first?.timestamp == Timestamp(seconds: 1_795_341_599))
    }

    @Test func slowRecordsAreSlowestFirst() {
        let state = Self.state(slow: 3)
        var parser = BatchBuilder()
        for duration in [5, 90, 20, 70, 10, 80, 60] as [Int64] {
            state.apply(
                parser.batch(Self.second - 1, key: .getUser, duration: duration * 1_000_000),
                now: Self.now
            )
        }
        state.apply(parser.batch(Self.second - 1000, key: .getUser, duration: 75_000_000), now: Self.now)
        state.apply(parser.batch(Self.second - 4000, key: .getUser, duration: 999_000_000), now: Self.now)
        state.apply(parser.batch(Self.second - 2, key: .select, duration: 1_000_000), now: Self.now)
        state.apply(parser.batch(Self.second - 2, key: .select, duration: -1), now: Self.now)
        func milliseconds(_ query: RecordQuery, now: Timestamp = LiveStateTests.now) -> [Int64] {
            state.slow(query, now: now).map { $0.duration / 1_000_000 }
        }
        #expect(milliseconds(RecordQuery(limit: 9)) == [90, 80, 75, 70, 1])
        #expect(milliseconds(RecordQuery(limit: 9, threshold: 75_000_000)) == [90, 80, 75])
        #expect(milliseconds(RecordQuery(limit: 9, seconds: 900)) == [90, 80, 70, 1])
        #expect(milliseconds(RecordQuery(kinds: [.database], limit: 9)) == [1])
        #expect(milliseconds(RecordQuery(limit: 1)) == [90])
        let later = Timestamp(seconds: Self.now.seconds + 2800)
        state.advance(to: later)
        #expect(milliseconds(RecordQuery(limit: 9), now: later) == [90, 80, 70, 1])
        state.advance(to: Timestamp(seconds: Self.now.seconds + 3700))
        #expect(milliseconds(RecordQuery(limit: 9)) == [])
    }

    @Test func poolHistory() {
        let state = Self.state()
        let batch = RecordBatch()
        func sample(_ ago: Int64, active: Int64?, total: Int64?, waiting: Int64? = nil) -> PoolSample {
            var sample = PoolSample(timestamp: Timestamp(seconds: Self.now.seconds - ago))
            sample.active = active
            sample.total = total
            sample.waiting = waiting
            return sample
        }
        batch.pools = [
            sample(5, active: 10, total: 20, waiting: 2), sample(4, active: 18, total: 20),
            sample(65, active: nil, total: 20), sample(4000, active: 20, total: 20),
            sample(700, active: 20, total: 20),
        ]
        state.apply(batch, now: Self.now)
        let pool = state.pool(seconds: 300, now: Self.now)
        #expect(pool.latest == batch.pools[1])
        #expect(pool.utilization == 0.9)
        #expect(pool.window.samples == 3)
        #expect(pool.window.averageUtilization == 0.7)
        #expect(pool.window.maximumUtilization == 0.9)
        #expect(pool.window.maximumWaiting == 2)
        #expect(pool.window.averageWaiting == 2)
        #expect(pool.window.maximumWait == nil)
        #expect(pool.history.map(\.start) == [Self.now.seconds - 70, Self.now.seconds - 10])
        #expect(pool.history.map(\.maximumUtilization) == [nil, 0.9])
        #expect(state.pool(seconds: 3600, now: Self.now).window.samples == 4)
        #expect(Self.state().pool(seconds: 300, now: Self.now).latest == nil)
    }

    @Test func cacheGaugesKeepTheLatestOfEachFigure() {
        let state = Self.state()
        let batch = RecordBatch()
        func sample(_ ago: Int64, _ name: String, _ entries: Int64?, _ bytes: Int64?) -> CacheSample {
            CacheSample(
                timestamp: Timestamp(seconds: Self.now.seconds - ago),
                name: name,
                entries: entries,
                memoryBytes: bytes
            )
        }
        batch.caches = [
            sample(5, "b", 1, 100), sample(4, "b", 2, nil), sample(9, "b", 7, 700), sample(1, "a", nil, nil),
        ]
        state.apply(batch, now: Self.now)
        #expect(state.cacheGauges() == [sample(1, "a", nil, nil), sample(4, "b", 2, 100)])
        let many = RecordBatch()
        many.caches = (0..<400).map { sample(Int64(500 - $0), "c\($0)", 1, nil) }
        state.apply(many, now: Self.now)
        #expect(state.cacheGauges().count == 256)
    }

    @Test func tracedRecordsAreCountedByWindow() {
        let state = Self.state()
        var parser = BatchBuilder()
        state.apply(
            parser.batch([
                .init(seconds: Self.second - 1, key: .getUser, flags: .traced),
                .init(seconds: Self.second - 2, key: .getUser),
                .init(seconds: Self.second - 400, key: .getUser, flags: .traced),
                .init(seconds: Self.second - 4000, key: .getUser, flags: .traced),
            ]),
            now: Self.now
        )
        #expect(state.traced(seconds: 300, now: Self.now) == (2, 1))
        #expect(state.traced(seconds: 3600, now: Self.now) == (3, 2))
    }

    @Test func committerAndQuestionsRunAtOnce() async {
        let state = Self.state()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var parser = BatchBuilder()
                for _ in 0..<200 { state.apply(parser.batch(Self.second - 1, key: .getUser), now: Self.now) }
            }
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<100 {
                        _ = state.statistics(WindowQuery(seconds: 60, grouping: .all), now: Self.now)
                        _ = state.recent(RecordQuery(limit: 5), now: Self.now)
                    }
                }
            }
        }
        #expect(state.statistics(WindowQuery(seconds: 60), now: Self.now).total.count == 200)
        #expect(state.memory.keys == 1)
    }
}
