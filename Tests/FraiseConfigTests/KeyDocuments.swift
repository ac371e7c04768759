import Testing

@testable import FraiseConfig

/// The parts of the documents that are made from the table of keys.
enum KeyDocuments {
    private static func type(_ key: ConfigurationKey) -> String {
        let words = key.type
        return words.isEmpty ? "text" : words
    }

    private static func change(_ key: ConfigurationKey) -> String {
        switch key.change {
        case .runtime: "yes"
        case .upwards: "only to more"
        case .file: "no"
        }
    }

    /// Tables of Markdown, one a section.
    static var markdown: String {
        var text = ""
        var section = "none"
        for key in ConfigurationKey.all {
            let isSource = key.path.hasPrefix("sources[].")
            let kind = key.sourceKind.map { "sources of type \($0.rawValue)" } ?? "sources"
            let name = isSource ? kind : key.path.contains(".") ? String(key.path.prefix { $0 != "." }) : ""
            if name != section {
                section = name
                text += "\n" + (name.isEmpty ? "" : "### \(name)\n\n")
                text += "| key | value | default | changed while running | meaning |\n|---|---|---|---|---|\n"
            }
            let shown = isSource ? String(key.path.dropFirst("sources[].".count)) : key.path
            let value =
                key.isPlaceDependent && key.defaultText.contains(" ")
                ? key.defaultText : "`\(key.defaultText)`"
            let standard = value == "`required`" && shown != "timestamp" ? "none: must be given" : value
            let cells = ["`\(shown)`", type(key), standard, change(key), key.summary]
            text +=
                "| "
                + cells.map { $0.split(separator: "|").joined(separator: "\\|") }.joined(separator: " | ")
                + " |\n"
        }
        return text
    }

    /// A list of mdoc(7).
    static var manual: String {
        var text = ".Bl -tag -width Ds\n"
        for key in ConfigurationKey.all {
            text += ".It Cm \(key.path)\n"
            if let kind = key.sourceKind { text += "Only of sources of type\n.Cm \(kind.rawValue) .\n" }
            text += roff(key.summary) + "\n"
            let words = type(key).filter { $0 != "`" }
            text += roff("Value: \(words).") + "\n"
            let isGiven = key.defaultText == "required" && key.path != "sources[].timestamp"
            text += roff(isGiven ? "It must be given." : "Default: \(key.defaultText).") + "\n"
            switch key.change {
            case .runtime: text += "Can be changed while running.\n"
            case .upwards: text += "Can be changed while running, only to more.\n"
            case .file: break
            }
        }
        return text + ".El\n"
    }

    /// A text as lines of mdoc: each sentence begins one, none is long, none begins with a control character or has
    /// a bare backslash or a sign outside ASCII.
    static func roff(_ text: String) -> String {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.hasSuffix(".") || last.hasSuffix(".\"") || last.count + word.count > 70 {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] += (last.isEmpty ? "" : " ") + word
            }
        }
        return lines.map(escaped).joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case _ where !scalar.isASCII:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
    }
}

/// The documents say what the table of keys says.
@Suite struct KeyDocumentsTests {
    @Test func theGuideListsEveryKey() throws {
        try RepositoryFile.check(
            "docs/configuration.md",
            from: "<!-- keys: made from the table of keys -->\n",
            to: "\n<!-- end of keys -->\n",
            KeyDocuments.markdown
        )
        let text = try RepositoryFile.read("docs/configuration.md")
        for key in ConfigurationKey.all {
            let name =
                key.path.hasPrefix("sources[].") ? String(key.path.dropFirst("sources[].".count)) : key.path
            let line = text.split(separator: "\n").first { $0.hasPrefix("| `\(name)` |") }
            #expect(
                line?.contains(key.defaultText == "required" ? "" : key.defaultText) == true,
                "\(key.path)"
            )
        }
    }

    @Test func theManualListsEveryKey() throws {
        try RepositoryFile.check(
            "man/fraiseqld.yaml.5",
            from: ".\\\" keys: made from the table of keys\n",
            to: ".\\\" end of keys\n",
            KeyDocuments.manual
        )
        let text = try RepositoryFile.read("man/fraiseqld.yaml.5")
        for key in ConfigurationKey.all { #expect(text.contains(".It Cm \(key.path)\n")) }
    }
}
