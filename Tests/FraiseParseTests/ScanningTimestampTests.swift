import FraiseModel
import Testing

@testable import FraiseParse

@Suite struct ScanningTimestampTests {
    private func read(_ text: String) -> TimestampText.Result {
        var bytes = Array(text.utf8)
        let count = bytes.count
        bytes.append(contentsOf: [0, 0, 0, 0, 0, 0, 0, 0])
        var times = TimestampText()
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return .invalid }
            return times.read(base, count)
        }
    }

    @Test(
        arguments: [
            ("2026-11-22T10:15:30.066422Z", "2026-11-22T10:15:30.066422Z"),
            ("2026-11-22t10:15:30z", "2026-11-22T10:15:30.000000Z"),
            ("2026-11-22 10:15:30,5+02:00", "2026-11-22T08:15:30.500000Z"),
            ("2026-11-22 10:15:30.123 UTC", "2026-11-22T10:15:30.123000Z"),
            ("2026-11-22T10:15:30.1234567899-0530", "2026-11-22T15:45:30.123456Z"),
            ("2026-11-22T10:15:30.999999999Z", "2026-11-22T10:15:30.999999Z"),
            ("2026-11-22T10:15:30+02", "2026-11-22T08:15:30.000000Z"),
            ("2024-02-29T23:59:60Z", "2024-03-01T00:00:00.000000Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
            ("2199-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999Z"),
            ("0", "1970-01-01T00:00:00.000000Z"), ("1700000000", "2023-11-14T22:13:20.000000Z"),
            ("1700000000.1234569", "2023-11-14T22:13:20.123456Z"),
            ("1.7e9", "2023-11-14T22:13:20.000000Z"),
            ("1700000000123", "2023-11-14T22:13:20.123000Z"),
            ("1700000000123.4567", "2023-11-14T22:13:20.123456Z"),
            ("1700000000123456", "2023-11-14T22:13:20.123456Z"),
            ("1700000000123456789", "2023-11-14T22:13:20.123456Z"),
        ] as [(String, String)]
    )
    func reads(text: String, canonical: String) {
        guard case .moment(let moment) = read(text) else {
            Issue.record("\(text) is not read")
            return
        }
        #expect(moment.text == canonical)
    }

    @Test(arguments: [
        "1969-12-31T23:59:59Z", "2200-01-01T00:00:00Z", "-1", "1970-01-01T00:00:00+01:00", "9e99",
        "0000-01-01T00:00:00Z",
    ])
    func tellsTimesOutOfRange(text: String) {
        #expect(read(text) == .outOfRange)
    }

    @Test(
        arguments: [
            "", "x", "2026-11-22", "2026-11-22T10:15:30", "2026-11-22T10:15:30.5", "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:15:61Z",
            "2026-11-22T10:15:30.Z", "2026-11-22T10:15:30.12345xZ", "2026-11-22T10:15:30+25:00",
            "2026-11-22T10:15:30 CET", "2026-11-22 10:36:25,248", "1700000000x",
            "2026-11-22T1x:15:30.066422Z",
        ])
    func refusesWhatIsNoTime(text: String) {
        #expect(read(text) == .invalid)
    }
}
