/// A pattern of paths: `*` and `?` within a name, `[a-z]` and `[!a-z]`, `\` before a literal character, and `**`
/// as a whole name for any number of directories. A leading dot of a name is matched by a dot only (glob(7)).
public struct GlobPattern: Hashable, Sendable {
    /// One name of the path.
    public enum Component: Hashable, Sendable {
        /// Exactly this name.
        case name(String)
        /// A name that matches these bytes.
        case pattern([UInt8])
        /// Any number of directories, also none.
        case anyDirectories
    }

    /// The names, from the root or from the working directory.
    public let components: [Component]
    /// Whether it begins at the root.
    public let isAbsolute: Bool

    /// The pattern of this text. Every text is one; an unclosed `[` is a literal character.
    public init(_ text: String) {
        isAbsolute = text.utf8.first == UInt8(ascii: "/")
        components = text.split(separator: "/", omittingEmptySubsequences: true).map { part in
            if part == "**" { return .anyDirectories }
            let bytes = Array(part.utf8)
            if bytes.contains(where: { "*?[\\".utf8.contains($0) }) { return .pattern(bytes) }
            return .name(String(part))
        }
    }

    /// Whether a whole path matches.
    public func matches(path: String) -> Bool {
        guard (path.utf8.first == UInt8(ascii: "/")) == isAbsolute else { return false }
        let names = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        return GlobPattern.matches(names[...], components[...])
    }

    private static func matches(_ names: ArraySlice<String>, _ components: ArraySlice<Component>) -> Bool {
        guard let component = components.first else { return names.isEmpty }
        let rest = components.dropFirst()
        if component == .anyDirectories {
            if matches(names, rest) { return true }
            guard let name = names.first, name.utf8.first != UInt8(ascii: ".") else { return false }
            return matches(names.dropFirst(), components)
        }
        guard let name = names.first, matches(name: name, component) else { return false }
        return matches(names.dropFirst(), rest)
    }

    /// Whether one name matches one component.
    public static func matches(name: String, _ component: Component) -> Bool {
        switch component {
        case .anyDirectories: return true
        case .name(let wanted): return name.utf8.elementsEqual(wanted.utf8)
        case .pattern(let pattern):
            let bytes = Array(name.utf8)
            if bytes.first == UInt8(ascii: "."), pattern.first != UInt8(ascii: ".") { return false }
            return matches(bytes, pattern)
        }
    }

    /// Two positions and one remembered star: time is at most the product of the lengths, for any pattern.
    private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        var index = 0
        var at = 0
        var star: (pattern: Int, name: Int)?
        while index < name.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                at += 1
                star = (at, index)
                continue
            }
            if let step = element(of: pattern, at: at, matching: name, at: index) {
                at = step.pattern
                index = step.name
                continue
            }
            guard let last = star else { return false }
            star = (last.pattern, last.name + 1)
            at = last.pattern
            index = last.name + 1
        }
        while at < pattern.count, pattern[at] == UInt8(ascii: "*") { at += 1 }
        return at == pattern.count
    }

    /// Where both stand after one element other than a star; nil when it does not match.
    private static func element(
        of pattern: [UInt8],
        at start: Int,
        matching name: [UInt8],
        at index: Int
    ) -> (pattern: Int, name: Int)? {
        guard start < pattern.count else { return nil }
        switch pattern[start] {
        case UInt8(ascii: "?"):
            // One character: the bytes of one UTF-8 sequence.
            var end = index + 1
            while end < name.count, name[end] & 0xC0 == 0x80 { end += 1 }
            return (start + 1, end)
        case UInt8(ascii: "["):
            if let set = GlobSet(pattern, at: start) {
                return set.contains(name[index]) ? (set.end, index + 1) : nil
            }
            return name[index] == UInt8(ascii: "[") ? (start + 1, index + 1) : nil
        case UInt8(ascii: "\\") where start + 1 < pattern.count:
            return name[index] == pattern[start + 1] ? (start + 2, index + 1) : nil
        default:
            return name[index] == pattern[start] ? (start + 1, index + 1) : nil
        }
    }
}
