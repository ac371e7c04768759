/// Writes a tree as JSON text (RFC 8259). Control and direction characters are escaped,
/// so that it is safe in a terminal; all others but `"` and `\` stay as they are.
public struct JSONWriter {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private let indentation: Int?

    /// A writer; with `indentation` spaces a level and a line for each element, or without any white space.
    public init(indentation: Int? = nil) {
        self.indentation = indentation
    }

    /// The text of a value, without a final newline.
    public static func bytes(_ value: JSONValue, indentation: Int? = nil) -> [UInt8] {
        var writer = JSONWriter(indentation: indentation)
        writer.write(value)
        return writer.bytes
    }

    /// Appends a value.
    public mutating func write(_ value: JSONValue) {
        write(value, depth: 0)
    }

    private mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let number): bytes += "\(number)".utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): write(text)
        case .verbatim(let text): bytes += text
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                breakLine(depth + 1)
                write(element, depth: depth + 1)
            }
            if !elements.isEmpty { breakLine(depth) }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                breakLine(depth + 1)
                write(member.name)
                bytes.append(UInt8(ascii: ":"))
                if indentation != nil { bytes.append(UInt8(ascii: " ")) }
                write(member.value, depth: depth + 1)
            }
            if !members.isEmpty { breakLine(depth) }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func breakLine(_ depth: Int) {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * depth))
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: bytes += "\\\"".utf8
            case 0x5C: bytes += "\\\\".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
                // Beyond what JSON asks for: what steers a terminal or turns the order of its text.
                bytes += "\\u".utf8
                for shift in [12, 8, 4, 0] {
                    bytes.append(JSONWriter.digits[Int(scalar.value >> shift & 15)])
                }
            case 0x20..<0x7F: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            default: bytes += UTF8.encode(scalar).map { Array($0) } ?? []
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
