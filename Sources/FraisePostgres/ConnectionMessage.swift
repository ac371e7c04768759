/// libpq's message about a connection, taken apart: one line, without the SQLSTATE that verbose mode puts in.
struct ConnectionMessage {
    var text: String
    /// Five characters, nil when the server sent none.
    var sqlState: String?

    /// Reads `FATAL:  28P01: password authentication failed …` and the lines after it.
    init(_ message: String) {
        let lines = message.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
        var line = lines.map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: "; ")
        let bytes = Array(line.utf8)
        for start in bytes.indices where start + 9 <= bytes.count {
            let code = bytes[(start + 3)..<(start + 8)]
            if bytes[start..<(start + 3)].elementsEqual(":  ".utf8), bytes[start + 8] == UInt8(ascii: ":"),
                code.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
            {
                sqlState = String(decoding: code, as: UTF8.self)
                let rest = bytes[(start + 9)...]
                line =
                    String(decoding: bytes[...start], as: UTF8.self) + String(decoding: rest, as: UTF8.self)
                break
            }
        }
        text = line.isEmpty ? "no connection" : line
    }
}
