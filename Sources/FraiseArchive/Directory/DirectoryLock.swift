public import FraiseModel
public import FraisePlatform
internal import Glibc

/// `_lock`: one agent at a time.
public enum DirectoryLock {
    /// Makes the directory and takes its lock, which lasts as long as the returned file.
    public static func take(_ directory: String) throws(FraiseError) -> OpenFile {
        try FileSystem.makeDirectories(directory)
        let path = directory + "/_lock"
        let file = try OpenFile(path, .readWrite)
        guard try file.lock() else {
            let text = String(decoding: (try? file.bytes(at: 0, count: 32)) ?? [], as: UTF8.self)
            let owner = text.prefix { $0.isNumber }
            throw FraiseError(
                .unavailable,
                "\(directory): another fraiseqld\(owner.isEmpty ? "" : " (pid \(owner))") is using it",
                remedy: "stop it first, or give this one its own archive.directory and state_directory"
            )
        }
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8), at: 0)
        return file
    }
}
