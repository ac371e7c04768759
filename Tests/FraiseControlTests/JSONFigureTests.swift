import FraiseControl
import FraiseModel
import Testing

@Suite struct JSONFigureTests {
    private func text(_ value: JSONValue) -> String {
        String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }

    @Test func millisecondsAreExact() {
        #expect(text(.milliseconds(1)) == "0.000001")
        #expect(text(.milliseconds(152_000_001)) == "152.000001")
        #expect(text(.milliseconds(5_000_000)) == "5")
        #expect(text(.milliseconds(0)) == "0")
        #expect(text(.milliseconds(-1_500_000)) == "-1.5")
        #expect(text(.milliseconds(nil)) == "null")
        #expect(text(.milliseconds((1 << 53) - 1)) == "9007199254.740991")
    }

    @Test func ratioIsNullWithoutWhole() {
        #expect(text(.ratio(1, 0)) == "null")
        #expect(text(.ratio(nil, 3)) == "null")
        #expect(text(.ratio(1, 3)) == "0.333333")
        #expect(text(.ratio(2, 3)) == "0.666667")
        #expect(text(.ratio(3, 3)) == "1")
        #expect(text(.ratio(0, 3)) == "0")
    }

    @Test func meanRoundsHalfUpToANanosecond() {
        #expect(text(.meanMilliseconds(sum: 3, count: 2)) == "0.000002")
        #expect(text(.meanMilliseconds(sum: 0, count: 0)) == "null")
    }

    @Test func doublesReadBack() {
        #expect(text(.number(0.55)) == "0.55")
        #expect(text(.number(2.0)) == "2")
        #expect(text(.number(Double.nan)) == "null")
        #expect(text(.number(Double.infinity)) == "null")
    }

    @Test func emptyTotalsHaveNoDurations() {
        let json = JSONValue.object(OperationTotals().members)
        #expect(json["count"] == 0)
        for name in [
            "success_rate", "avg_duration_ms", "min_duration_ms", "max_duration_ms", "p99_duration_ms",
        ] {
            #expect(json[name] == .null, "\(name)")
        }
    }

    @Test func errorRateCountsTimeouts() {
        var totals = OperationTotals()
        totals.count = 8
        totals.errorCount = 1
        totals.timeoutCount = 1
        totals.partialErrorCount = 2
        #expect(JSONValue.object(totals.members)["error_rate"] == .number("0.25"))
    }

    @Test func totalCacheSizesAddWhereKnown() {
        var one = CacheFigures(name: "a")
        one.entries = 3
        var other = CacheFigures(name: "b")
        other.hits = 1
        let answer = CacheAnswer(
            windowSeconds: 60,
            start: Timestamp(seconds: 0),
            end: Timestamp(seconds: 60),
            caches: [one, other]
        ).json
        #expect(answer["total"]?["entries"] == 3)
        #expect(answer["total"]?["memory_bytes"] == .null)
        #expect(answer["total"]?["hit_rate"] == 1)
        #expect(answer["total"]?["eviction_rate"] == .null)
        #expect(answer["window"] == "1m")
    }
}
