import FoundationEssentials
import Testing

/// A file of the repository whose text, or a part of it, comes from the table of keys.
///
/// With `FRAISE_UPDATE_DOCUMENTS` set in the environment a file that differs is written anew.
enum RepositoryFile {
    static func path(_ name: String) -> String {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/\(name)"
    }

    static func read(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    static func check(_ name: String, _ text: String) throws {
        let found = try? read(name)
        if found == text { return }
        if ProcessInfo.processInfo.environment["FRAISE_UPDATE_DOCUMENTS"] != nil {
            try text.write(toFile: path(name), atomically: true, encoding: .utf8)
            return
        }
        Issue.record(
            "\(name) is not what the table of keys gives; run the tests with FRAISE_UPDATE_DOCUMENTS=1 and look at it"
        )
    }

    /// Checks what stands between two marks.
    static func check(_ name: String, from start: String, to end: String, _ text: String) throws {
        let found = try read(name)
        let begin = try #require(found.firstRange(of: start))
        let finish = try #require(found[begin.upperBound...].firstRange(of: end))
        try check(name, found[..<begin.upperBound] + text + found[finish.lowerBound...])
    }
}
