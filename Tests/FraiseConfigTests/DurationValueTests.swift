import Testing

@testable import FraiseConfig

@Suite struct DurationValueTests {
    @Test(
        arguments: [
            ("100ms", 100_000_000), ("10s", 10_000_000_000), ("5m", 300_000_000_000),
            ("24h", 86_400_000_000_000),
            ("90d", 7_776_000_000_000_000), ("1.5s", 1_500_000_000), ("0s", 0), ("7us", 7000), ("7ns", 7),
            ("10 s", 10_000_000_000), ("0.000000001s", 1),
        ] as [(String, Int64)]
    )
    func reads(_ text: String, _ nanoseconds: Int64) {
        #expect(DurationValue(text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "10", "s", "-1s", "+1s", "1e3s", "10S", "10 sec", "1m30s", " 10s", "10s ", "10  s", ".5s", "1.s",
        "1..5s",
        "0.5ns", "999999999d", "9999999999999999s", "1\u{0}s", "१s", "1 ", "forever",
    ])
    func refuses(_ text: String) {
        #expect(DurationValue(text) == nil)
    }

    @Test(arguments: [
        ("24h", "1d"), ("1500ms", "1500ms"), ("60s", "1m"), ("400d", "400d"), ("0ms", "0s"), ("3ns", "3ns"),
    ])
    func writesTheLargestWholeUnit(_ text: String, _ expected: String) {
        #expect(DurationValue(text)?.text == expected)
        #expect(DurationValue(expected) == DurationValue(text))
    }

    @Test func countsInOtherUnits() {
        #expect(DurationValue.milliseconds(1500).seconds == 1)
        #expect(DurationValue.minutes(2).milliseconds == 120_000)
        #expect(DurationValue.hours(1) < .days(1))
    }
}
