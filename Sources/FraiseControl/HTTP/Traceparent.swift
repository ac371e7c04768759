/// The form of a `traceparent` header field (W3C Trace Context, section 3.2). Only what is needed to pass one on.
public enum Traceparent {
    /// Whether `text` is a valid one: two digits of version but not `ff`, 32 of trace-id and 16 of parent-id that
    /// are not all zero, two of flags, all in lower case; a version above 00 may go on after another `-`.
    public static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 55, bytes.count <= 512, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            isHexadecimal(bytes[0..<2]), isHexadecimal(bytes[3..<35]), isHexadecimal(bytes[36..<52]),
            isHexadecimal(bytes[53..<55]), isNotZero(bytes[3..<35]), isNotZero(bytes[36..<52])
        else { return false }
        if bytes[0] == UInt8(ascii: "f"), bytes[1] == UInt8(ascii: "f") { return false }
        if bytes.count == 55 { return true }
        let isFirstVersion = bytes[0] == zero && bytes[1] == zero
        return !isFirstVersion && bytes[55] == dash && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private static let dash = UInt8(ascii: "-")
    private static let zero = UInt8(ascii: "0")

    private static func isHexadecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }
    }

    private static func isNotZero(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.contains { $0 != zero }
    }
}
