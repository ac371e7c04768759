#if FRAISE_ISAL
    internal import CIsal
#endif
internal import CZlib

/// Checksums of the gzip format and of its extra fields.
public enum Checksum {
    /// CRC-32 as gzip has it (RFC 1952, section 8).
    public static func crc32(_ bytes: UnsafeRawBufferPointer, after previous: UInt32 = 0) -> UInt32 {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return previous }
        #if FRAISE_ISAL
            return crc32_gzip_refl(previous, base, UInt64(bytes.count))
        #else
            return UInt32(truncatingIfNeeded: crc32_z(UInt(previous), base, bytes.count))
        #endif
    }

    /// CRC-32C, the Castagnoli polynomial (RFC 3720, appendix B.4).
    public static func crc32c(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        #if FRAISE_ISAL
            guard let base = bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count <= Int32.max else {
                return ~castagnoli(bytes, after: .max)
            }
            // ISA-L leaves the inversion before and after to its caller, and writes nothing.
            return ~crc32_iscsi(UnsafeMutablePointer(mutating: base), Int32(bytes.count), .max)
        #else
            return ~castagnoli(bytes, after: .max)
        #endif
    }

    /// CRC-32C of bytes that are in no memory of their own.
    public static func crc32c(_ bytes: some Sequence<UInt8>) -> UInt32 {
        Array(bytes).withUnsafeBytes { crc32c($0) }
    }

    private static func castagnoli(_ bytes: UnsafeRawBufferPointer, after previous: UInt32) -> UInt32 {
        var crc = previous
        for byte in bytes {
            crc = castagnoli[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8)
        }
        return crc
    }

    private static let castagnoli: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0x82F6_3B78 ^ (value >> 1) : value >> 1 }
    }
}
