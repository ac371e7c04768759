public import FraiseModel
internal import FraisePlatform
internal import Glibc

/// Writes a log as programs and logrotate do: appends, keeps its descriptor over a rename, rotates, truncates.
public final class LogWriter {
    /// The path it opens.
    public let path: String
    private var descriptor: Int32 = -1

    /// Opens the file for appending, making it when it is not there.
    public init(_ path: String) throws(FraiseError) {
        self.path = path
        try open()
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

    private func open() throws(FraiseError) {
        descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .system(.open, path, errno) }
    }

    /// Appends exactly these bytes, with no LF of its own.
    public func write(_ text: String) throws(FraiseError) {
        try write(Array(text.utf8))
    }

    /// Appends exactly these bytes.
    public func write(_ bytes: [UInt8]) throws(FraiseError) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .system(.write, path, errno) }
            done += count
        }
    }

    /// Appends lines, each with its LF.
    public func line(_ texts: String...) throws(FraiseError) {
        for text in texts { try write(text + "\n") }
    }

    /// Renames the file; writing goes on into the renamed one until `reopen()`.
    public func rename(to other: String) throws(FraiseError) {
        try FileSystem.rename(path, to: other)
    }

    /// Closes and opens the path again, as on SIGHUP.
    public func reopen() throws(FraiseError) {
        close()
        try open()
    }

    /// Rotation by rename and create: the old content is at `other`, writing goes on in a new file.
    public func rotate(to other: String) throws(FraiseError) {
        try rename(to: other)
        try reopen()
    }

    /// Cuts the file to nothing, as `> file` does; writing goes on at its start.
    public func truncate() throws(FraiseError) {
        guard ftruncate(descriptor, 0) == 0 else { throw .system(.ftruncate, path, errno) }
    }

    /// logrotate's copytruncate: copies the file to `other`, then cuts it to nothing.
    public func copyTruncate(to other: String) throws(FraiseError) {
        try copy(to: other)
        try truncate()
    }

    /// Copies the content as it is now to a new file.
    public func copy(to other: String) throws(FraiseError) {
        let bytes = try FileSystem.read(path, limit: 1 << 30)
        let target = try OpenFile(other, .readWrite)
        try target.truncate(to: 0)
        try target.write(bytes, at: 0)
    }

    /// Unlinks the path; writing goes on into the nameless file until `reopen()`.
    public func delete() throws(FraiseError) {
        try FileSystem.remove(path)
    }

    /// Closes the descriptor.
    public func close() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }
}
