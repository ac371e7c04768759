public import FraiseModel
internal import Glibc

/// Calls on paths. Every one throws a `FraiseError` that names the call and the path.
public enum FileSystem {
    /// What the path leads to, through symbolic links; nil when there is nothing.
    public static func status(_ path: String) throws(FraiseError) -> FileStatus? {
        try FaultInjection.check(.stat, path)
        var result = stat()
        if stat(path, &result) == 0 { return FileStatus(result) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw .system(.stat, path, errno)
    }

    /// What the path itself is, links not followed; nil when there is nothing.
    public static func linkStatus(_ path: String) throws(FraiseError) -> FileStatus? {
        try FaultInjection.check(.stat, path)
        var result = stat()
        if lstat(path, &result) == 0 { return FileStatus(result) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw .system(.stat, path, errno)
    }

    /// Names in a directory, without `.` and `..`, sorted by their bytes. Names that are no UTF-8 are left out.
    public static func list(_ path: String) throws(FraiseError) -> [String] {
        try FaultInjection.check(.list, path)
        guard let directory = opendir(path) else { throw .system(.list, path, errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                if errno != 0 { throw .system(.list, path, errno) }
                break
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Makes the directory and those above it that are missing, mode 0750.
    public static func makeDirectories(_ path: String, permissions: UInt32 = 0o750) throws(FraiseError) {
        if let found = try status(path) {
            if found.sort == .directory { return }
            throw .system(.mkdir, path, ENOTDIR)
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectories(String(path[..<slash]), permissions: permissions)
        }
        try FaultInjection.check(.mkdir, path)
        if mkdir(path, permissions) != 0, errno != EEXIST { throw .system(.mkdir, path, errno) }
    }

    /// Renames; replaces what is there.
    public static func rename(_ from: String, to: String) throws(FraiseError) {
        try FaultInjection.check(.rename, from)
        guard Glibc.rename(from, to) == 0 else { throw .system(.rename, "\(from) -> \(to)", errno) }
    }

    /// Renames; fails with EEXIST when something has the new name. A crash in between can leave both names.
    public static func renameWithoutReplacing(_ from: String, to: String) throws(FraiseError) {
        try FaultInjection.check(.rename, from)
        if link(from, to) != 0 {
            let code = errno
            guard code == EPERM || code == EOPNOTSUPP || code == ENOSYS else {
                throw .system(.rename, "\(from) -> \(to)", code)
            }
            // A file system without hard links: only this process writes here, so look and rename.
            guard try status(to) == nil else { throw .system(.rename, to, EEXIST) }
            return try rename(from, to: to)
        }
        try remove(from)
    }

    /// Removes a file; true when it was there.
    @discardableResult
    public static func remove(_ path: String) throws(FraiseError) -> Bool {
        try FaultInjection.check(.unlink, path)
        if unlink(path) == 0 { return true }
        if errno == ENOENT { return false }
        throw .system(.unlink, path, errno)
    }

    /// Removes a directory when it is empty; true when it was there and empty.
    @discardableResult
    public static func removeEmptyDirectory(_ path: String) throws(FraiseError) -> Bool {
        try FaultInjection.check(.rmdir, path)
        if rmdir(path) == 0 { return true }
        if errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST { return false }
        throw .system(.rmdir, path, errno)
    }

    /// Makes a directory's entries durable.
    public static func synchronizeDirectory(_ path: String) throws(FraiseError) {
        try OpenFile(path, .directory).synchronize()
    }

    /// The whole content of a small file.
    public static func read(_ path: String, limit: Int = 64 << 20) throws(FraiseError) -> [UInt8] {
        let file = try OpenFile(path, .read)
        let size = try file.status().size
        return try file.bytes(at: 0, count: min(Int(max(size, 64 * 1024)), limit))
    }

    /// Replaces a file as a whole: temporary name, fsync, rename, fsync of the directory. After a crash there is
    /// the old content or the new.
    public static func replace(_ path: String, with bytes: [UInt8], permissions: UInt32 = 0o640)
        throws(FraiseError)
    {
        let temporary = path + ".tmp"
        try remove(temporary)
        let file = try OpenFile(temporary, .create, permissions: permissions)
        try file.write(bytes, at: 0)
        try file.synchronize()
        try rename(temporary, to: path)
        try synchronizeDirectory(directory(of: path))
    }

    /// The path without its last component; `.` when there is none.
    public static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Free and total bytes of the file system that holds `path`, as an unprivileged writer sees them.
    public static func space(_ path: String) throws(FraiseError) -> (free: Int64, total: Int64) {
        try FaultInjection.check(.stat, path)
        var result = statvfs()
        guard statvfs(path, &result) == 0 else { throw .system(.stat, path, errno) }
        let unit = Int64(result.f_frsize)
        return (Int64(result.f_bavail) * unit, Int64(result.f_blocks) * unit)
    }
}
