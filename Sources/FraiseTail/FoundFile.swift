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
}
