import FraiseModel
import Testing

@Suite struct XXH64Tests {
    /// Published values of the reference implementation.
    @Test(
        arguments: [
            ("", 0, 0xEF46_DB37_51D8_E999), ("a", 0, 0xD24E_C4F1_A98C_6E5B), ("as", 0, 0x1C33_0FB2_D66B_E179),
            ("asd", 0, 0x631C_37CE_72A9_7393), ("asdf", 0, 0x4158_72F5_99CE_A71E),
            ("abc", 0, 0x44BC_2CF5_AD77_0999),
            ("Call me Ishmael. Some years ago--never mind how long precisely-", 0, 0x02A2_E854_70D6_FD96),
            ("Nobody inspects the spammish repetition", 0, 0xFBCE_A83C_8A37_8BF1),
            ("xxhash", 20_141_025, 0xB559_B98D_844E_0635),
        ] as [(String, UInt64, UInt64)]
    ) func knownValues(text: String, seed: UInt64, hash: UInt64) {
        #expect(Array(text.utf8).withUnsafeBytes { XXH64.hash($0, seed: seed) } == hash)
    }

    /// A stream gives the hash of the whole, however its stripes come.
    @Test(arguments: [0, 1, 31, 32, 33, 63, 64, 65, 100, 1024, 1055])
    func streaming(length: Int) throws {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 131 + 7) }
        let whole = length / 32 * 32
        try bytes.withUnsafeBytes { buffer in
            var state = XXH64()
            var offset = 0
            var stripes = 1
            while offset < whole {
                let end = min(whole, offset + stripes * 32)
                state.update(stripes: UnsafeRawBufferPointer(rebasing: buffer[offset..<end]))
                offset = end
                stripes += 1
            }
            #expect(state.length == UInt64(whole))
            let tail = UnsafeRawBufferPointer(rebasing: buffer[whole...])
            #expect(state.digest(tail: tail) == XXH64.hash(buffer))
            let restored = try #require(XXH64(lanes: state.lanes, length: state.length))
            #expect(restored == state)
            #expect(restored.digest(tail: tail) == XXH64.hash(buffer))
        }
    }

    @Test func storedFormsAreChecked() {
        #expect(XXH64(lanes: [1, 2, 3], length: 32) == nil)
        #expect(XXH64(lanes: [1, 2, 3, 4], length: 31) == nil)
        #expect(XXH64(lanes: [1, 2, 3, 4], length: 64)?.lanes == [1, 2, 3, 4])
    }
}
