public import FraiseModel
internal import FraisePlatform
internal import Glibc

/// A directory of a test's own under the system's temporary directory, removed with all it holds when the last
/// reference goes. Keep a reference as long as the path is used.
public final class ScratchDirectory: Sendable {
    /// Its absolute path, short enough for a Unix socket in it.
    public let path: String

    /// Makes an empty directory.
    public init() throws(FraiseError) {
        var template = Array("/tmp/fraise.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .system(.mkdir, "/tmp/fraise.XXXXXX", errno) }
        path = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { ScratchDirectory.removeAll(path) }

    /// The path of a name in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Makes a directory in it, with those above, and gives its path.
    @discardableResult
    public func directory(_ name: String) throws(FraiseError) -> String {
        try FileSystem.makeDirectories(file(name))
        return file(name)
    }

    /// Writes a file in it, replacing what is there, and gives its path.
    @discardableResult
    public func write(_ name: String, _ bytes: [UInt8]) throws(FraiseError) -> String {
        let opened = try OpenFile(file(name), .readWrite)
        try opened.truncate(to: 0)
        try opened.write(bytes, at: 0)
        return file(name)
    }

    /// Writes a text file in it, replacing what is there, and gives its path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws(FraiseError) -> String {
        try write(name, Array(text.utf8))
    }

    private static func removeAll(_ path: String) {
        if let found = try? FileSystem.linkStatus(path), found.sort == .directory {
            // Tests take rights away; what they left must go all the same.
            chmod(path, 0o700)
            for name in (try? FileSystem.list(path)) ?? [] { removeAll(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
