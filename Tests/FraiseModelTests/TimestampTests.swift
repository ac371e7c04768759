import FraiseModel
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (1, "1970-01-01T00:00:00.000001Z"),
            (1_763_806_530_123_456, "2025-11-22T10:15:30.123456Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (7_258_118_399_999_999, "2199-12-31T23:59:59.999999Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
        ] as [(Int64, String)]
    ) func text(microseconds: Int64, text: String) {
        let timestamp = Timestamp(microseconds: microseconds)
        #expect(timestamp.text == text)
        #expect(timestamp.description == text)
        #expect(timestamp.dayText == String(text.prefix(10)))
        #expect(timestamp.text.utf8.count == Timestamp.textLength)
    }

    @Test(arguments: [(0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2)])
    func secondsAreRoundedTowardsThePast(microseconds: Int64, seconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).seconds == seconds)
    }

    @Test(arguments: [
        (0, 60, 0), (59, 60, 0), (60, 60, 60), (-1, 60, -60), (-60, 60, -60), (3599, 3600, 0), (7, 1, 7),
    ])
    func floor(seconds: Int64, step: Int64, floor: Int64) {
        #expect(Timestamp(seconds: seconds).floor(toSeconds: step) == floor)
        #expect(Timestamp(microseconds: seconds * 1_000_000 + 999_999).floor(toSeconds: step) == floor)
    }

    @Test func orderAndLimits() {
        #expect(Timestamp(seconds: 1) < Timestamp(seconds: 2))
        #expect(Timestamp.earliest.text == "1970-01-01T00:00:00.000000Z")
        #expect(Timestamp.limit.text == "2200-01-01T00:00:00.000000Z")
    }
}
