/// A `tracestate` value (W3C Trace Context Level 2, section 3.3): vendors' own fields, in order.
public struct TraceState: Hashable, Sendable {
    /// One list-member.
    public struct Member: Hashable, Sendable {
        /// 1 to 256 bytes of `a-z 0-9 _ - * / @`, the first a letter or digit.
        public var key: String
        /// 1 to 256 printable bytes without `,` and `=`, the last no blank.
        public var value: String
    }

    /// In the order of the text, at most `limit`.
    public var members: [Member]

    /// Most members that a receiver has to keep.
    public static let limit = 32

    /// The members of `text`; nil when one is malformed, a key is there twice, or there are more than `limit`.
    /// Empty members and blanks around members are allowed.
    public static func parse(_ text: UnsafeBufferPointer<UInt8>) -> TraceState? {
        var members: [Member] = []
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            var part = part
            while let first = part.first, first == 32 || first == 9 { part.removeFirst() }
            while let last = part.last, last == 32 || last == 9 { part.removeLast() }
            if part.isEmpty { continue }
            guard members.count < limit, let equals = part.firstIndex(of: UInt8(ascii: "=")) else {
                return nil
            }
            let key = part[part.startIndex..<equals]
            let value = part[(equals + 1)...]
            guard isKey(key), isValue(value) else { return nil }
            let member = Member(
                key: String(decoding: key, as: UTF8.self),
                value: String(decoding: value, as: UTF8.self)
            )
            if members.contains(where: { $0.key == member.key }) { return nil }
            members.append(member)
        }
        return TraceState(members: members)
    }

    private static func isKey(_ key: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = key.first, key.count <= 256, isLetterOrDigit(first) else { return false }
        return key.allSatisfy { isLetterOrDigit($0) || "_-*/@".utf8.contains($0) }
    }

    private static func isValue(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard !value.isEmpty, value.count <= 256 else { return false }
        return value.allSatisfy { $0 >= 0x20 && $0 <= 0x7e && $0 != UInt8(ascii: "=") }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte)
    }
}
