/// Names of keys and of the sections that they form.
enum KeyNames {
    private static let paths: [String] = AgentKeys.all.map(\.path) + ["sources"]

    static func isSection(_ path: String) -> Bool {
        paths.contains { $0.hasPrefix(path + ".") }
    }

    /// Names of the keys and sections right below a section, `` is the root; in the order of the table.
    static func children(of section: String) -> [String] {
        let prefix = section.isEmpty ? "" : section + "."
        var names: [String] = []
        for path in paths where path.hasPrefix(prefix) {
            let name = String(path.dropFirst(prefix.count).prefix { $0 != "." })
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// What to expect in place of an unknown name: the nearest in its section, else one of that name elsewhere, else
    /// the nearest anywhere.
    static func hint(for name: String, in section: String) -> String {
        let siblings = children(of: section)
        let prefix = section.isEmpty ? "" : section + "."
        if let near = NearestName.find(name, in: siblings) { return "\(prefix)\(near), which is nearest" }
        let sections = Set(paths.flatMap(KeyNames.sections)).sorted()
        let everywhere = paths + sections
        if let same = everywhere.first(where: { $0.hasSuffix("." + name) }) {
            return "\(same), which has this name"
        }
        if let near = NearestName.find(prefix + name, in: everywhere) { return "\(near), which is nearest" }
        return "one of \(siblings.map { prefix + $0 }.joined(separator: ", "))"
    }

    private static func sections(of path: String) -> [String] {
        let parts = path.split(separator: ".")
        return (1..<max(parts.count, 1)).map { parts[..<$0].joined(separator: ".") }
    }
}
