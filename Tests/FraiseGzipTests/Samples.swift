import FraiseGzip
import FraiseModel

/// Inputs of every sort that compressors treat differently.
enum Samples {
    static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 88_172_645_463_325_252
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state)
        }
    }

    static func lines(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in 0..<count {
            bytes += Array(
                "{\"timestamp\":\"2026-09-21T14:00:00.\(number)Z\",\"duration_ms\":\(number % 97)}\n".utf8
            )
        }
        return bytes
    }

    static let all: [[UInt8]] = [
        [], [0], Array("a".utf8), [UInt8](repeating: 0, count: 100_000), noise(70_000), lines(10_000),
        noise(1 << 20), Array(lines(3).prefix(100)),
    ]

    static func deflated(_ bytes: [UInt8], _ effort: Deflater.Effort) throws -> [UInt8] {
        let output = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Deflater.bound(bytes.count),
            alignment: 16
        )
        defer { output.deallocate() }
        let count = try bytes.withUnsafeBytes { try Deflater(effort).compress($0, into: output) }
        return Array(output[..<count])
    }

    /// A gzip member (RFC 1952) around a deflate stream of ours.
    static func member(_ bytes: [UInt8], _ effort: Deflater.Effort = .fast, extra: [UInt8] = []) throws
        -> [UInt8]
    {
        var result: [UInt8] = [0x1F, 0x8B, 8, extra.isEmpty ? 0 : 4, 0, 0, 0, 0, 0, 255]
        if !extra.isEmpty { result += [UInt8(extra.count & 255), UInt8(extra.count >> 8)] + extra }
        result += try deflated(bytes, effort)
        let crc = bytes.withUnsafeBytes { Checksum.crc32($0) }
        for value in [crc, UInt32(truncatingIfNeeded: bytes.count)] {
            withUnsafeBytes(of: value.littleEndian) { result += Array($0) }
        }
        return result
    }
}
