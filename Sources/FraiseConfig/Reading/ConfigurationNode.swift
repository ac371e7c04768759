/// A part of the file with the line that it begins on. Every single value is a text: what it means depends on its
/// key, so `off`, `0660` and `1h` need no quotes.
struct ConfigurationNode: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var key: String
        var line: Int
        var value: ConfigurationNode
    }

    enum Content: Hashable, Sendable {
        /// Nothing, `~` or `null`.
        case empty
        case text(String)
        case list([ConfigurationNode])
        case map([Entry])

        /// What a message says that was found.
        var noun: String {
            switch self {
            case .empty: "there is no value"
            case .text(let text): "it is the value \(Quoted.text(text))"
            case .list: "it is a list"
            case .map: "it is a map"
            }
        }
    }

    /// 1 is the first.
    var line: Int
    var content: Content
}
