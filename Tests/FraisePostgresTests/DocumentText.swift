import FraiseModel
import Glibc

/// A file of the repository.
enum DocumentText {
    /// The text at a path below the repository's root.
    static func read(_ path: String, from here: String = #filePath) throws -> String {
        let root = here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
            separator: "/"
        )
        guard let file = fopen("\(root)/\(path)", "r") else {
            throw FraiseError(.noInput, "fopen: \(root)/\(path)", systemCode: errno)
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
    }
}
