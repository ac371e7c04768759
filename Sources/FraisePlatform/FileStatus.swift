public import FraiseModel
internal import Glibc

/// What `stat` says of a file.
public struct FileStatus: Hashable, Sendable {
    /// What sort of thing a path leads to.
    public enum Sort: Hashable, Sendable {
        case file
        case directory
        case symbolicLink
        /// FIFO, socket or device: never read.
        case special
    }

    public var identity: FileIdentity
    public var sort: Sort
    /// Bytes.
    public var size: Int64
    /// Time of the last change of content, microseconds.
    public var modified: Timestamp
    /// Time of the last change of content, name or rights, microseconds; programs cannot set it back.
    public var changed: Timestamp
    /// Names that lead to it; 0 when it was deleted.
    public var links: UInt64
    public var permissions: UInt32
    public var owner: UInt32
    public var group: UInt32

    init(_ status: stat) {
        identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        sort =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .special
            }
        size = Int64(status.st_size)
        modified = Timestamp(
            microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000
        )
        changed = Timestamp(
            microseconds: Int64(status.st_ctim.tv_sec) * 1_000_000 + Int64(status.st_ctim.tv_nsec) / 1000
        )
        links = UInt64(status.st_nlink)
        permissions = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
    }
}
