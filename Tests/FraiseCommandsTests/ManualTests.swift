import ArgumentParser
import FraiseModel
import FraisePlatform
import Testing

@testable import FraiseCommands

/// The manual page and the definitions of the commands say the same.
@Suite struct ManualTests {
    /// The page without its macros.
    private func manual() throws -> String {
        let root = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
            separator: "/"
        )
        let page = String(decoding: try FileSystem.read(root + "/man/fraiseqlctl.1"), as: UTF8.self)
        let words = page.split { $0 == " " || $0 == "\n" }.map { word in word == "Fl" ? "-" : String(word) }
        let macros: Set<String> = [".It", "Cm", ".Cm", "Op", "Oo", "Oc", "Ar", "Ns", ",", "."]
        return words.filter { !macros.contains($0) }.joined(separator: " ")
            .replacing(" - -", with: " --").replacing(".Fl -", with: "--").replacing("- -", with: "--")
    }

    /// Every command with its path, groups included.
    private func commands(_ type: any ParsableCommand.Type, _ path: [String]) -> [(
        path: [String], help: String
    )] {
        let own = [(path: path, help: RootCommand.helpMessage(for: type, columns: 200))]
        return type.configuration.subcommands.reduce(own) { found, child in
            found + commands(child, path + [child.configuration.commandName ?? ""])
        }
    }

    @Test func everyCommandIsInThePage() throws {
        let page = try manual()
        for command in commands(RootCommand.self, [])
        where !command.path.isEmpty && command.path[0] != "monitoring" {
            let name = command.path.joined(separator: " ")
            #expect(page.contains(name), "\(name)")
        }
        #expect(page.contains("monitoring"))
    }

    @Test func everyOptionIsInThePage() throws {
        let page = try manual()
        for command in commands(RootCommand.self, []) {
            for word in command.help.split(whereSeparator: { " ,;:[]\n<>.()".contains($0) })
            where word.hasPrefix("--") {
                #expect(page.contains(word), "\(command.path.joined(separator: " ")) \(word)")
            }
        }
    }

    @Test func monitoringHasTheSameCommands() {
        let root = Set(RootCommand.configuration.subcommands.map { $0.configuration.commandName ?? "" })
        let seed = Set(MonitoringCommand.configuration.subcommands.map { $0.configuration.commandName ?? "" })
        #expect(seed.isSubset(of: root))
        #expect(root.subtracting(seed) == ["config", "monitoring"])
    }

    @Test func nothingUnbuiltIsShown() {
        for (path, help) in commands(RootCommand.self, []) {
            #expect(!help.lowercased().contains("not implemented"), "\(path)")
            #expect(!help.contains("--watch"), "\(path)")
        }
    }
}
