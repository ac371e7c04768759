internal import FraiseModel

extension LineFields {
    /// What Rust's Debug makes of an option: `Some("x")` and `Some(5)` become what they hold, `None` nothing.
    @inline(__always)
    func unwrapped(_ text: FieldText) -> FieldText {
        guard let start = text.start, text.count >= 4 else { return text }
        let first = start[0]
        guard first == UInt8(ascii: "S") || first == UInt8(ascii: "N") else { return text }
        return unwrappedSlowly(text, start)
    }

    private func unwrappedSlowly(_ text: FieldText, _ start: UnsafePointer<UInt8>) -> FieldText {
        if text.count == 4, matches(start, "None") {
            return FieldText(start: start, count: 0, isEscaped: true)
        }
        guard text.count >= 6, matches(start, "Some("), start[text.count - 1] == UInt8(ascii: ")") else {
            return text
        }
        // Inside the JSON string the quotation marks are escaped: Some(\"x\")
        guard text.count >= 10, matches(start + 5, "\\\""), matches(start + text.count - 3, "\\\"") else {
            return FieldText(start: start + 5, count: text.count - 6, isEscaped: true)
        }
        let inside = FieldText(start: start + 7, count: text.count - 10, isEscaped: true)
        let plain = decoded(inside)
        guard let base = plain.start else { return inside }
        for index in 0..<plain.count where base[index] == UInt8(ascii: "\\") {
            return withoutDebugEscapes(plain, base)
        }
        return inside
    }

    private func matches(_ start: UnsafePointer<UInt8>, _ word: StaticString) -> Bool {
        for index in 0..<word.utf8CodeUnitCount where start[index] != word.utf8Start[index] { return false }
        return true
    }

    /// Undoes `escape_debug` of Rust: `\"`, `\\`, `\'`, `\n`, `\r`, `\t`, `\0`, `\u{1f600}`.
    private func withoutDebugEscapes(_ text: FieldText, _ start: UnsafePointer<UInt8>) -> FieldText {
        let target = scratch.reserve(text.count + 8)
        var count = 0
        var index = 0
        while index < text.count {
            let byte = start[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < text.count else {
                target[count] = byte
                count += 1
                continue
            }
            let kind = start[index]
            index += 1
            switch kind {
            case UInt8(ascii: "n"): target[count] = 0x0A
            case UInt8(ascii: "r"): target[count] = 0x0D
            case UInt8(ascii: "t"): target[count] = 0x09
            case UInt8(ascii: "0"): target[count] = 0
            case UInt8(ascii: "u"):
                guard let scalar = readScalar(start, &index, text.count) else {
                    target[count] = kind
                    break
                }
                // Never longer than its escape: \u{0} has five bytes.
                for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    target[count] = unit
                    count += 1
                }
                continue
            default: target[count] = kind
            }
            count += 1
        }
        scratch.take(count + 8)
        return FieldText(start: UnsafePointer(target), count: count)
    }

    /// The character of `{1f600}` at `index`, which is moved behind it.
    private func readScalar(_ start: UnsafePointer<UInt8>, _ index: inout Int, _ count: Int) -> Unicode
        .Scalar?
    {
        guard index < count, start[index] == UInt8(ascii: "{") else { return nil }
        var at = index + 1
        var value: UInt32 = 0
        while at < count, start[at] != UInt8(ascii: "}") {
            guard at - index <= 6, let digit = Character(Unicode.Scalar(start[at])).hexDigitValue else {
                return nil
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        guard at < count, at > index + 1 else { return nil }
        index = at + 1
        return Unicode.Scalar(value)
    }
}
