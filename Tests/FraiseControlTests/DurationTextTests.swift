import FraiseControl
import Testing

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("100ms", 100_000_000), ("10s", 10_000_000_000), ("5m", 300_000_000_000),
        ("1h30m", 5_400_000_000_000),
        ("1.5s", 1_500_000_000), ("90d", 7_776_000_000_000_000), ("0.1ms", 100_000), ("7ns", 7),
        ("2µs", 2000),
    ])
    func parses(_ text: String, _ nanoseconds: Int64) {
        #expect(DurationText.nanoseconds(text) == nanoseconds)
    }

    @Test(arguments: ["", "5", "m", "-5m", "5 m", "5x", "1..5s", "s5", "99999999999d", "1h-3m", "٣m", "0x5s"])
    func refuses(_ text: String) {
        #expect(DurationText.nanoseconds(text) == nil)
    }

    @Test func bareNumbersWhereAllowed() {
        #expect(DurationText.nanoseconds("100", bare: 1_000_000) == 100_000_000)
        #expect(DurationText.nanoseconds("0.5", bare: 1_000_000) == 500_000)
        #expect(DurationText.nanoseconds("1s5", bare: 1_000_000) == nil)
    }

    @Test func writesTheLargestUnit() {
        #expect(DurationText.text(seconds: 3600) == "1h")
        #expect(DurationText.text(seconds: 90) == "90s")
        #expect(DurationText.text(seconds: 172_800) == "2d")
        #expect(DurationText.text(seconds: 0) == "0s")
    }
}
