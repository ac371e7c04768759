public import FraiseModel

/// A regular file that discovery found.
public struct FoundFile: Hashable, Sendable {
    public var source: String
    public var path: String
    public var identity: FileIdentity
    /// Bytes on disk.
    public var size: Int64
    /// Last change of content.
    public var modified: Timestamp
    /// Last change of content, name or rights.
    public var changed: Timestamp

    /// A file from its parts.
    public init(
        source: String,
        path: String,
        identity: FileIdentity,
        size: Int64,
        modified: Timestamp,
        changed: Timestamp
    ) {
        self.source = source
        self.path = path
        self.identity = identity
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    /// A hash of size and both times, never 0. Content can be replaced, and an inode be given to another file,
    /// under a clock that was set back; that all three come out alike is not to be feared then.
    var stamp: UInt64 {
        let values = (
            size.littleEndian, modified.microseconds.littleEndian, changed.microseconds.littleEndian
        )
        return max(1, withUnsafeBytes(of: values) { XXH64.hash($0) })
    }

    /// Whether this is the finished gzip file of the position, not touched since it was read to its end, so that
    /// it need not be decompressed again to know it.
    func isUntouched(_ position: FilePosition) -> Bool {
        position.isGzip && position.isFinished && position.identity == identity && position.stamp == stamp
    }
}
