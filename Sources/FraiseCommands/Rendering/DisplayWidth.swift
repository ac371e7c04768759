/// How many columns of a terminal a text takes.
enum DisplayWidth {
    /// Columns of a text without control characters.
    static func columns(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns($1) }
    }

    /// Columns of one character with all that is combined with it: 0, 1 or 2.
    static func columns(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
        if first.properties.isEmojiPresentation || WideCharacters.contains(first) { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return 1
        }
    }

    /// As much of the beginning as fits in `limit` columns, with `…` where something is left out.
    static func cut(_ text: String, to limit: Int) -> String {
        guard columns(text) > limit else { return text }
        var result = ""
        var width = 1
        for character in text {
            width += columns(character)
            if width > limit { break }
            result.append(character)
        }
        return limit > 0 ? result + "…" : ""
    }
}
