/// Text of a file or of the environment as it may be shown: in quotes, without control characters, cut.
enum Quoted {
    static func text(_ text: String) -> String {
        var result = "\""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == 60 {
                result += "…"
                break
            }
            count += 1
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension Quoted {
    /// A key as it is where it is made of harmless signs, else quoted.
    static func key(_ key: String) -> String {
        let isHarmless =
            key.utf8.count <= 120 && key.unicodeScalars.allSatisfy { $0.value > 32 && $0.value < 127 }
        return isHarmless && !key.isEmpty ? key : text(key)
    }
}
