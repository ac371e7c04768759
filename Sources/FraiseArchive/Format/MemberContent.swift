internal import FraiseGzip
internal import FraiseModel

/// Inflates members' content into a buffer that it keeps.
final class MemberContent {
    private let inflater = Inflater()
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 16)
    private var count = 0

    deinit { buffer.deallocate() }

    /// The content of the last member that was inflated; valid until the next.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }

    /// Inflates a member's stream; false when stream, CRC-32 or length are wrong.
    func inflate(_ member: Member, _ bytes: [UInt8]) -> Bool {
        var tail = ByteReader(bytes, at: member.size - 8)
        guard let checksum = try? tail.fixed(UInt32.self), let length = try? tail.fixed(UInt32.self),
            length <= 64 << 20
        else { return false }
        // Scanners read whole words: some bytes behind the content are readable.
        if buffer.count < Int(length) + 64 {
            buffer.deallocate()
            buffer = .allocate(byteCount: max(Int(length), 1 << 20) + 64, alignment: 16)
        }
        count = Int(length)
        let output = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        let isGood = bytes.withUnsafeBytes { all in
            inflater.inflate(
                UnsafeRawBufferPointer(
                    rebasing: all[member.streamOffset..<member.streamOffset + member.streamLength]
                ),
                into: output
            )
        }
        return isGood && Checksum.crc32(UnsafeRawBufferPointer(output)) == checksum
    }
}
