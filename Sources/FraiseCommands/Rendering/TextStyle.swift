internal import FraiseModel

/// Colour and weight in a terminal; nothing anywhere else.
struct TextStyle {
    /// Whether escapes are written at all.
    var isOn: Bool

    /// A heading.
    func heading(_ text: String) -> String { isOn ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    /// A word coloured by what it says of a state or status.
    func status(_ word: String, padded text: String) -> String {
        guard isOn else { return text }
        switch word {
        case "healthy", "success", "connected", "following": return "\u{1B}[32m\(text)\u{1B}[0m"
        case "degraded", "partial_error", "unknown", "waiting": return "\u{1B}[33m\(text)\u{1B}[0m"
        case "unhealthy", "error", "timeout", "denied", "unreachable": return "\u{1B}[31m\(text)\u{1B}[0m"
        default: return text
        }
    }
}
