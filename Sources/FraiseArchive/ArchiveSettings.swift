public import FraiseModel

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
    /// Wall time.
    public var clock: @Sendable () -> Timestamp

    /// The defaults for a directory.
    public init(directory: String, host: String, clock: @escaping @Sendable () -> Timestamp) {
        self.directory = directory
        self.host = host
        self.clock = clock
    }
}
