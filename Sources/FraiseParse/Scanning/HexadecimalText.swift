/// Reads hexadecimal digits, eight at a time.
enum HexadecimalText {
    /// 16 digits of either case.
    static func read(_ start: UnsafePointer<UInt8>) -> UInt64? {
        var result: UInt64 = 0
        for index in 0..<16 {
            let digit = start[index]
            let letter = (digit | 0x20) &- 97
            if digit &- 48 < 10 {
                result = result << 4 | UInt64(digit &- 48)
            } else if letter < 6 {
                result = result << 4 | UInt64(letter &+ 10)
            } else {
                return nil
            }
        }
        return result
    }

    /// 16 digits in lower case.
    @inline(__always)
    static func readLowercase(_ start: UnsafePointer<UInt8>) -> UInt64? {
        let first = JSONScanner.load(start)
        let second = JSONScanner.load(start + 8)
        guard isLowercase(first), isLowercase(second) else { return nil }
        return UInt64(value(first)) << 32 | UInt64(value(second))
    }

    /// Two digits in lower case.
    @inline(__always)
    static func readLowercasePair(_ start: UnsafePointer<UInt8>) -> UInt8? {
        let word = UInt64(start[0]) | UInt64(start[1]) << 8 | 0x3030_3030_3030_0000
        guard isLowercase(word) else { return nil }
        return UInt8(truncatingIfNeeded: value(word) >> 24)
    }

    /// Whether all eight bytes are 0-9 or a-f.
    @inline(__always)
    private static func isLowercase(_ word: UInt64) -> Bool {
        let high: UInt64 = 0x8080_8080_8080_8080
        guard word & high == 0 else { return false }
        // Bytes are below 0x80, so that no addition carries into the next.
        let digits = (word &+ 0x5050_5050_5050_5050) & ~(word &+ 0x4646_4646_4646_4646)
        let letters = (word &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(word &+ 0x1919_1919_1919_1919)
        return (digits | letters) & high == high
    }

    /// The number that eight valid digits are, the first in the lowest byte.
    @inline(__always)
    private static func value(_ word: UInt64) -> UInt32 {
        let nibbles = (word & 0x0F0F_0F0F_0F0F_0F0F) &+ (word >> 6 & 0x0101_0101_0101_0101) &* 9
        // Pairs of nibbles to bytes, then the bytes together.
        let pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF
        let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: quads | quads >> 16).byteSwapped
    }
}
