internal import FraiseControl

/// Listings as CSV (RFC 4180): a header, CRLF, quotes where needed.
struct CSVRenderer {
    /// Whether texts stay as they are. Else one that a spreadsheet would take for a formula, beginning with
    /// `=`, `+`, `-`, `@`, TAB or CR, gets a `'` before it.
    var isRaw: Bool
    /// Whether a person reads it; what steers a terminal is then made visible.
    var isForTerminal: Bool

    /// The text of a listing.
    func text(_ listing: Listing) -> String {
        let header = listing.fields.map { quoted($0.name) }.joined(separator: ",")
        let lines = listing.rows.map { row in row.map { cell($0) }.joined(separator: ",") }
        return ([header] + lines).map { $0 + "\r\n" }.joined()
    }

    private func cell(_ value: JSONValue) -> String {
        switch value {
        case .null: return ""
        case .string(let text):
            let text = isForTerminal ? TerminalText.visible(text) : text
            let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
            return quoted(isFormula && !isRaw ? "'" + text : text)
        default: return quoted(String(decoding: JSONWriter.bytes(value), as: UTF8.self))
        }
    }

    private func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { result += "\"" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}
