public import FraiseModel
internal import Glibc

/// Programs and the process's own surroundings.
public enum ProgramFile {
    /// An environment variable; nil when it is not set or empty.
    public static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(validatingCString: value)
    }

    /// Path of the running program's file; nil when /proc does not say.
    public static var running: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        return count > 0
            ? String(validating: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    /// The program `name` beside the running one, else in the directories of `searchPath`.
    public static func find(_ name: String, beside program: String?, searchPath: String?) -> String? {
        var directories: [String] = []
        if let program { directories.append(FileSystem.directory(of: program)) }
        directories += (searchPath ?? "").split(separator: ":").map(String.init)
        return directories.map { $0 + "/" + name }.first { access($0, X_OK) == 0 }
    }

    /// Puts a program in place of this process; returns only by an error.
    public static func replaceProcess(_ path: String, _ arguments: [String]) throws(FraiseError) -> Never {
        let words = ([path] + arguments).map { strdup($0) }
        // The program starts with the default answer to a broken pipe, as from a shell.
        signal(SIGPIPE, SIG_DFL)
        execv(path, words + [nil])
        let code = errno
        for word in words { free(word) }
        throw .system(.execve, path, code)
    }
}
