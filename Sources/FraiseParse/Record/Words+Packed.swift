/// Words of up to eight letters as numbers: one comparison instead of one a letter, for what stands in every line.
extension Words {
    /// The bytes, the first in the lowest place, letters in lower case; 0 for none or more than eight.
    @inline(__always)
    static func packed(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let bytes = UnsafeRawPointer(start)
        let word: UInt64
        switch count {
        case 4...8:
            let head = UInt64(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
            let tail = UInt64(
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            )
            word = head | tail << (UInt64(truncatingIfNeeded: count &- 4) &* 8)
        case 1...3:
            word =
                UInt64(start[0]) | UInt64(start[count >> 1]) << (UInt64(truncatingIfNeeded: count >> 1) &* 8)
                | UInt64(start[count - 1]) << (UInt64(truncatingIfNeeded: count &- 1) &* 8)
        default: return 0
        }
        // Sets the bit of lower case in the bytes there are. What is no letter may change too, to what no word has.
        return word | 0x2020_2020_2020_2020 >> (UInt64(truncatingIfNeeded: 8 &- count) &* 8)
    }

    static let graphql: UInt64 = 0x006C_7168_7061_7267
    static let database: UInt64 = 0x6573_6162_6174_6164
    static let cache: UInt64 = 0x0000_0065_6863_6163
    static let pool: UInt64 = 0x0000_0000_6C6F_6F70
    static let security: UInt64 = 0x7974_6972_7563_6573
    static let http: UInt64 = 0x0000_0000_7074_7468
    static let server: UInt64 = 0x0000_7265_7672_6573
    static let other: UInt64 = 0x0000_0072_6568_746F
    static let ok: UInt64 = 0x0000_0000_0000_6B6F
    static let success: UInt64 = 0x0073_7365_6363_7573
    static let error: UInt64 = 0x0000_0072_6F72_7265
    static let failed: UInt64 = 0x0000_6465_6C69_6166
    static let failure: UInt64 = 0x0065_7275_6C69_6166
    static let denied: UInt64 = 0x0000_6465_696E_6564
    static let timeout: UInt64 = 0x0074_756F_656D_6974
    static let info: UInt64 = 0x0000_0000_6F66_6E69
    static let warn: UInt64 = 0x0000_0000_6E72_6177
    static let warning: UInt64 = 0x0067_6E69_6E72_6177
    static let debug: UInt64 = 0x0000_0067_7562_6564
    static let trace: UInt64 = 0x0000_0065_6361_7274
    static let notice: UInt64 = 0x0000_6563_6974_6F6E
    static let fatal: UInt64 = 0x0000_006C_6174_6166
    static let panic: UInt64 = 0x0000_0063_696E_6170
    static let critical: UInt64 = 0x6C61_6369_7469_7263
    static let log: UInt64 = 0x0000_0000_0067_6F6C
    static let err: UInt64 = 0x0000_0000_0072_7265
    static let crit: UInt64 = 0x0000_0000_7469_7263
    static let alert: UInt64 = 0x0000_0074_7265_6C61
    static let emerg: UInt64 = 0x0000_0067_7265_6D65
    static let severe: UInt64 = 0x0000_6572_6576_6573
    static let verbose: UInt64 = 0x0065_736F_6272_6576
}
