import Testing

@testable import FraiseConfig

@Suite struct ByteSizeTests {
    @Test(
        arguments: [
            ("64KiB", 65_536), ("256MiB", 268_435_456), ("50GiB", 53_687_091_200),
            ("1TiB", 1_099_511_627_776), ("0B", 0),
            ("1.5MiB", 1_572_864), ("12B", 12),
        ] as [(String, Int64)]
    )
    func reads(_ text: String, _ bytes: Int64) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(arguments: ["", "64", "64KB", "64kib", "64K", "-1B", "0.3B", "99999999999TiB", "MiB", "unlimited"])
    func refuses(_ text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test(
        arguments: [
            (65_536, "64KiB"), (1, "1B"), (0, "0B"), (1_048_577, "1048577B"), (53_687_091_200, "50GiB"),
        ] as [(Int64, String)]
    )
    func writes(_ bytes: Int64, _ text: String) {
        #expect(ByteSize.text(bytes) == text)
    }
}
