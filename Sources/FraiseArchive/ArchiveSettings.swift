public import FraiseModel
internal import FraisePlatform

/// How an archive is kept.
public struct ArchiveSettings: Sendable {
    /// The archive's directory.
    public var directory: String
    /// The host of segment names and headers.
    public var host: String
    /// Bound on keys of a segment's summary.
    public var maximumKeys = 2000
    /// Compressed bytes at which a segment is sealed.
    public var rotateSize: Int64 = 256 << 20
    /// Seconds after its first commit at which a segment is sealed.
    public var rotateInterval: Int64 = 3600
    /// Slow and small, or fast.
    public var isSmall = false
    /// Seconds since its sealing after which a segment is removed; nil is forever.
    public var retentionAge: Int64?
    /// Bytes of all sealed segments together over which the oldest are removed; nil is unlimited.
    public var retentionSize: Int64?
    /// Whether the summary of a segment that the tables lack is kept when it is removed.
    public var keepsUnpublished = false
    /// Bytes free and in all on a directory's file system.
    public var space: @Sendable (String) throws(FraiseError) -> (free: Int64, total: Int64) = {
        path throws(FraiseError) in try FileSystem.space(path)
    }
    /// Wall time.
    public var clock: @Sendable () -> Timestamp

    /// The defaults for a directory.
    public init(directory: String, host: String, clock: @escaping @Sendable () -> Timestamp) {
        self.directory = directory
        self.host = host
        self.clock = clock
    }
}
