import Testing

@testable import FraiseParse

@Suite struct ScanningDurationTests {
    private func read(_ text: String, unit: UInt64 = 1_000_000) -> DurationText {
        var bytes = Array(text.utf8)
        let count = bytes.count
        bytes.append(0)
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return .invalid }
            return DurationText.read(base, count, unit: unit)
        }
    }

    @Test(
        arguments: [
            ("25.288", 25_288_000), ("0", 0), ("-0.0", 0), ("1e3", 1_000_000_000), ("1.5E-3", 1500),
            ("0.0000004", 0), ("0.0000005", 1), ("0.00000049999999999999999999999", 0),
            ("152 ms", 152_000_000),
            ("152ms", 152_000_000), ("1.5s", 1_500_000_000), ("1m2s", 62_000_000_000),
            ("1h", 3_600_000_000_000),
            ("1h 2m 3.5s", 3_723_500_000_000), ("500us", 500_000), ("500µs", 500_000), ("500μs", 500_000),
            ("7ns", 7), ("0.4ns0.4ns", 1), (" 3 ", 3_000_000), ("9007199254.740991", 9_007_199_254_740_991),
            ("0000000000000000000000012", 12_000_000),
        ] as [(String, Int64)]
    )
    func reads(text: String, nanoseconds: Int64) {
        #expect(read(text) == .nanoseconds(nanoseconds))
    }

    @Test(arguments: [
        "-1", "-0.0000001", "9007199254.740992", "1e30", "1e9999999999", "-1ms", "2502h",
        "99999999999999999999",
    ])
    func refusesWhatIsOutOfRange(text: String) {
        #expect(read(text) == .outOfRange)
    }

    @Test(arguments: [
        "", " ", "x", "1.", ".5", "1 min", "1mm", "ms", "1s2", "1s -2ms", "1,5", "1e", "0x10", "5 5", "NaN",
    ])
    func refusesWhatIsNoDuration(text: String) {
        #expect(read(text) == .invalid)
    }

    @Test func unitsOfBareNumbers() {
        #expect(read("1.5", unit: 1000) == .nanoseconds(1500))
        #expect(read("1.5", unit: 1) == .nanoseconds(2))
        #expect(read("2.4", unit: 1) == .nanoseconds(2))
        #expect(read("0.25", unit: 1_000_000_000) == .nanoseconds(250_000_000))
        #expect(read("2 ms", unit: 1) == .nanoseconds(2_000_000))
        #expect(read("12345.6789012345678901", unit: 1000) == .nanoseconds(12_345_679))
    }
}
