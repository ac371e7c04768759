public import FraiseModel
internal import Glibc
internal import Synchronization

/// An open file or directory; closed when the last reference goes.
public final class OpenFile: Sendable {
    /// The path it was opened with, for messages.
    public let path: String
    /// The descriptor, valid as long as this object.
    public let descriptor: Int32
    private let isLocked = Atomic<Bool>(false)

    /// How a file is opened.
    public enum Mode: Sendable {
        /// For reading.
        case read
        /// A directory, for fsync and locks.
        case directory
        /// For reading and appending to an existing file.
        case append
        /// New, for reading and writing; fails when it exists.
        case create
        /// For reading and writing, created when it is not there.
        case readWrite
    }

    /// Opens `path`; never follows into a FIFO's wait. New files have mode 0640.
    public init(_ path: String, _ mode: Mode, permissions: UInt32 = 0o640) throws(FraiseError) {
        try FaultInjection.check(.open, path)
        let flags: Int32 =
            switch mode {
            case .read: O_RDONLY | O_NONBLOCK
            case .directory: O_RDONLY | O_DIRECTORY
            case .append: O_RDWR
            case .create: O_RDWR | O_CREAT | O_EXCL
            case .readWrite: O_RDWR | O_CREAT
            }
        var opened: Int32
        repeat {
            opened = Glibc.open(path, flags | O_CLOEXEC, permissions)
        } while opened < 0 && errno == EINTR
        guard opened >= 0 else { throw .system(.open, path, errno) }
        descriptor = opened
        self.path = path
    }

    deinit {
        // A child between its fork and its exec has a copy of the descriptor and would keep the lock.
        if isLocked.load(ordering: .relaxed) { unlock() }
        _ = Glibc.close(descriptor)
    }

    /// What `fstat` says.
    public func status() throws(FraiseError) -> FileStatus {
        try FaultInjection.check(.stat, path)
        var result = stat()
        guard fstat(descriptor, &result) == 0 else { throw .system(.stat, path, errno) }
        return FileStatus(result)
    }

    /// Reads up to `buffer.count` bytes at `offset`; 0 at the end of the file.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FraiseError) -> Int
    {
        var wanted = buffer.count
        switch FaultInjection.fault(.read, path) {
        case .fail(let code)?: throw .system(.read, path, code)
        case .short(let count)?: wanted = min(wanted, count)
        case nil: break
        }
        while true {
            let count = pread(descriptor, buffer.baseAddress, wanted, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw .system(.read, path, errno) }
        }
    }

    /// Reads exactly `count` bytes at `offset`, or fewer at the end of the file.
    public func bytes(at offset: Int64, count: Int) throws(FraiseError) -> [UInt8] {
        var failure: FraiseError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            do throws(FraiseError) {
                while done < count {
                    let rest = UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[done...]
                    )
                    let got = try read(into: rest, at: offset + Int64(done))
                    if got == 0 { break }
                    done += got
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of `bytes` at `offset`.
    public func write(_ bytes: [UInt8], at offset: Int64) throws(FraiseError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(FraiseError) in
            try write(UnsafeRawBufferPointer(buffer), at: offset)
        }
    }

    /// Writes all of `bytes` at `offset`. After an error it is unknown how many arrived.
    public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FraiseError) {
        var done = 0
        while done < bytes.count {
            var wanted = bytes.count - done
            switch FaultInjection.fault(.write, path) {
            case .fail(let code)?: throw .system(.write, path, code)
            case .short(let count)?: wanted = min(wanted, max(count, 1))
            case nil: break
            }
            let count = pwrite(
                descriptor,
                bytes.baseAddress.map { $0 + done },
                wanted,
                off_t(offset + Int64(done))
            )
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(.write, path, errno)
            }
            done += count
        }
    }

    /// Makes content (of a directory: entries) durable. After an error nothing since the last success is known
    /// to be on disk, and calling it again proves nothing.
    public func synchronize() throws(FraiseError) {
        try FaultInjection.check(.fsync, path)
        guard fsync(descriptor) == 0 else { throw .system(.fsync, path, errno) }
    }

    /// Cuts or extends the file.
    public func truncate(to length: Int64) throws(FraiseError) {
        try FaultInjection.check(.ftruncate, path)
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw .system(.ftruncate, path, errno) }
    }

    /// Takes an exclusive lock; false when another process has it.
    public func lock(wait: Bool = false) throws(FraiseError) -> Bool {
        try FaultInjection.check(.flock, path)
        while true {
            if flock(descriptor, LOCK_EX | (wait ? 0 : LOCK_NB)) == 0 {
                isLocked.store(true, ordering: .relaxed)
                return true
            }
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw .system(.flock, path, errno) }
        }
    }

    /// Gives the lock back.
    public func unlock() {
        _ = flock(descriptor, LOCK_UN)
    }
}
