internal import Crypto
internal import FraiseModel

/// Key texts: what event types and operation names become before anything is grouped by them.
enum KeyText {
    /// Most bytes of a key text.
    static let limit = 255
    private static let ellipsis = "…"
    private static let digestDigits = 16

    /// The key text of a field: control characters become U+FFFD, and what is longer than `limit` is cut at a
    /// character and ends in `…` and 16 hexadecimal digits of the whole text's SHA-256. `lowercased` changes
    /// ASCII letters only, so that no locale or Unicode version changes a key.
    static func make(_ field: FieldText, lowercased: Bool) -> String {
        var text = String.UnicodeScalarView()
        for scalar in JSONText.string(field).unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0: text.append("\u{FFFD}")
            case 0x41...0x5A where lowercased: text.append(Unicode.Scalar(UInt8(scalar.value) + 32))
            default: text.append(scalar)
            }
        }
        let whole = String(text)
        guard whole.utf8.count > limit else { return whole }
        let digest = Hexadecimal.text(SHA256.hash(data: Array(whole.utf8)).prefix(digestDigits / 2))
        let room = limit - ellipsis.utf8.count - digestDigits
        let utf8 = whole.utf8
        var end = utf8.index(utf8.startIndex, offsetBy: room)
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(whole[..<end]) + ellipsis + digest
    }
}
