/// Texts as YAML scalars.
enum YAMLScalar {
    /// Plain where it means the same, else in double quotes.
    static func text(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return "\"\"" }
        let isPlain =
            text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789_./-".unicodeScalars.contains($0))
            }
            && (first.properties.isAlphabetic || first == "/" || first == "_")
        return isPlain ? text : quoted(text)
    }

    /// In double quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
                result += "\\u" + String(String(0x10000 + scalar.value, radix: 16).dropFirst())
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
