/// An array in PostgreSQL's text form, `{1,2,"a\"b"}` (PostgreSQL, "Array Input and Output Syntax").
struct ArrayLiteral {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// The finished text.
    var text: String { String(decoding: bytes + [UInt8(ascii: "}")], as: UTF8.self) }

    /// Adds a number.
    mutating func append(_ value: some BinaryInteger) {
        separate()
        ArrayLiteral.write(value, to: &bytes)
    }

    /// Adds SQL's null.
    mutating func appendNull() {
        separate()
        bytes.append(contentsOf: "NULL".utf8)
    }

    /// Adds a text, quoted.
    mutating func append(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a text, or SQL's null.
    mutating func append(_ value: String?) {
        if let value { append(value) } else { appendNull() }
    }

    /// Adds an array of numbers as a text: `unnest` takes no arrays of arrays of different lengths.
    mutating func append(numbers: some Sequence<some FixedWidthInteger>) {
        separate()
        bytes.append(contentsOf: "\"{".utf8)
        var isFirst = true
        for number in numbers {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            ArrayLiteral.write(number, to: &bytes)
        }
        bytes.append(contentsOf: "}\"".utf8)
    }

    private mutating func separate() {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    }

    private static func write(_ value: some BinaryInteger, to bytes: inout [UInt8]) {
        // Sketches are small numbers in great quantity: no String for them.
        guard let small = Int(exactly: value), small >= 0 else {
            bytes.append(contentsOf: String(value).utf8)
            return
        }
        let start = bytes.count
        var rest = small
        repeat {
            bytes.append(UInt8(truncatingIfNeeded: 48 + rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
