/// Validity of UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Text {
    /// The byte after the character that begins at `start` with a byte of 0x80 or more; nil when it is not
    /// valid. Reads no byte after one that does not continue the character.
    static func character(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        func continues(_ index: Int) -> Bool { start[index] & 0xC0 == 0x80 }
        switch start[0] {
        case 0xC2...0xDF: return continues(1) ? start + 2 : nil
        case 0xE0: return start[1] & 0xE0 == 0xA0 && continues(2) ? start + 3 : nil
        case 0xED: return start[1] & 0xE0 == 0x80 && continues(2) ? start + 3 : nil
        case 0xE1...0xEF: return continues(1) && continues(2) ? start + 3 : nil
        case 0xF0:
            return continues(1) && start[1] >= 0x90 && continues(2) && continues(3) ? start + 4 : nil
        case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? start + 4 : nil
        case 0xF4:
            return continues(1) && start[1] < 0x90 && continues(2) && continues(3) ? start + 4 : nil
        default: return nil
        }
    }

    /// Whether the bytes up to `end` are valid; the byte at `end` must be readable and ASCII.
    static func isValid(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        var position = start
        while position < end {
            if position.pointee < 0x80 {
                position += 1
            } else {
                guard let after = character(position), after <= end else { return false }
                position = after
            }
        }
        return true
    }
}
