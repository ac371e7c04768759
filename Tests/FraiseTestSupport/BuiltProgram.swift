public import FraiseModel
internal import Glibc

/// The programs under test, as the build left them beside the test bundle.
public enum BuiltProgram: String, Sendable {
    case agent = "fraiseqld"
    case control = "fraiseqlctl"

    /// Absolute path of the program. `FRAISE_PROGRAMS` names another directory, such as that of a release build.
    ///
    /// - Throws: `unavailable` when it was not built.
    public func path() throws(FraiseError) -> String {
        let directory: String
        if let named = getenv("FRAISE_PROGRAMS") {
            directory = String(cString: named)
        } else {
            var buffer = [CChar](repeating: 0, count: 4096)
            let length = readlink("/proc/self/exe", &buffer, buffer.count)
            guard length > 0 else { throw .init(.unavailable, "readlink: /proc/self/exe", systemCode: errno) }
            let bundle = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
            directory = bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast()
                .joined(separator: "/")
        }
        let path = directory + "/" + rawValue
        guard access(path, X_OK) == 0 else {
            throw .init(.unavailable, "no program \(path)", remedy: "swift build", systemCode: errno)
        }
        return path
    }
}
