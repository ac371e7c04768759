import FraiseGzip
import Testing

@Suite struct ChecksumTests {
    /// The examples of RFC 3720, appendix B.4, and the usual check value.
    @Test func castagnoliVectors() {
        #expect(Checksum.crc32c([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(Checksum.crc32c([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(Checksum.crc32c((0..<32).map { UInt8($0) }) == 0x46DD_794E)
        #expect(Checksum.crc32c((0..<32).reversed().map { UInt8($0) }) == 0x113F_DB5C)
        #expect(Checksum.crc32c(Array("123456789".utf8)) == 0xE306_9283)
        #expect(Checksum.crc32c([UInt8]()) == 0)
    }

    @Test func gzipVectors() {
        func crc(_ text: String) -> UInt32 { Array(text.utf8).withUnsafeBytes { Checksum.crc32($0) } }
        #expect(crc("123456789") == 0xCBF4_3926)
        #expect(crc("") == 0)
        #expect(crc("The quick brown fox jumps over the lazy dog") == 0x414F_A339)
    }

    @Test func goesOnFromAPart() {
        let bytes = Samples.noise(10_000)
        let whole = bytes.withUnsafeBytes { Checksum.crc32($0) }
        for cut in [0, 1, 4999, 10_000] {
            let first = bytes[..<cut].withUnsafeBytes { Checksum.crc32($0) }
            #expect(bytes[cut...].withUnsafeBytes { Checksum.crc32($0, after: first) } == whole)
        }
    }
}
