internal import FraiseControl
internal import FraiseModel

/// What is shown of one component.
enum ComponentListing {
    /// Figures, warnings and errors; empty when there are none.
    static func details(_ part: JSONValue, of component: HealthComponent) -> [Listing] {
        let figures = (part["details"]?.members ?? []).map { member in
            (Field(member.name, title(member.name), form(member.name)), member.value)
        }
        let warnings = lines("warning", part["warnings"]) + lines("error", part["errors"])
        if figures.isEmpty, warnings.isEmpty { return [] }
        var listing = Listing(sheet: figures, title: component.name)
        listing.notes = warnings
        return [listing]
    }

    private static func lines(_ word: String, _ texts: JSONValue?) -> [String] {
        (texts?.elements ?? []).compactMap(\.text).map { "\(word): \(TerminalText.visible($0))" }
    }

    /// The name without what its form shows already.
    private static func title(_ name: String) -> String {
        let visible = TerminalText.visible(name)
        let stem = ["_ms", "_seconds"].first { visible.hasSuffix($0) }.map { visible.dropLast($0.count) }
        return String(stem ?? visible[...]).split(separator: "_").joined(separator: " ")
    }

    private static func form(_ name: String) -> Field.Form {
        if name.hasSuffix("_ms") { return .milliseconds }
        if name.hasSuffix("_seconds") { return .seconds }
        if name.hasSuffix("_bytes") { return .bytes }
        if name.hasSuffix("_rate") || name.hasSuffix("utilization") { return .percent }
        return .number
    }
}
