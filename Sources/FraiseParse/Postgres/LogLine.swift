internal import Glibc

/// One line of a block: its bytes with and without its end.
struct LogLine {
    /// Position in the block.
    var start: Int
    /// Bytes with LF or CR LF.
    var length: Int
    var text: UnsafeBufferPointer<UInt8>

    /// The line at `start` of `block`.
    init(_ block: UnsafeBufferPointer<UInt8>, at start: Int) {
        self.start = start
        var end = block.count
        var textEnd = end
        if let base = block.baseAddress, let found = memchr(base + start, 10, block.count - start) {
            textEnd = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            end = textEnd + 1
        }
        length = end - start
        if textEnd > start, block[textEnd - 1] == 13 { textEnd -= 1 }
        text = UnsafeBufferPointer(rebasing: block[start..<textEnd])
    }

    /// Whether the text is valid UTF-8 (Unicode, table 3-7).
    var isUTF8: Bool {
        guard let base = text.baseAddress else { return true }
        let raw = UnsafeRawPointer(base)
        var index = 0
        while index < text.count {
            if index + 8 <= text.count,
                raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
                continue
            }
            let length = sequenceLength(at: index)
            if length == 0 { return false }
            index += length
        }
        return true
    }

    private func sequenceLength(at index: Int) -> Int {
        let first = text[index]
        if first < 0x80 { return 1 }
        func byte(_ offset: Int) -> UInt8 { index + offset < text.count ? text[index + offset] : 0 }
        func isNext(_ offset: Int) -> Bool { byte(offset) & 0xc0 == 0x80 }
        switch first {
        case 0xc2...0xdf: return isNext(1) ? 2 : 0
        case 0xe0...0xef:
            let second = byte(1)
            guard isNext(1), isNext(2), first != 0xe0 || second >= 0xa0, first != 0xed || second < 0xa0 else {
                return 0
            }
            return 3
        case 0xf0...0xf4:
            let second = byte(1)
            guard isNext(1), isNext(2), isNext(3), first != 0xf0 || second >= 0x90,
                first != 0xf4 || second < 0x90
            else { return 0 }
            return 4
        default: return 0
        }
    }
}
