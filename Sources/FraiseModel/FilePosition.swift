/// Where reading of one file stands, and how the file is recognised again. Holds hashes, no bytes of the log.
///
/// The rules that use it are in docs/archive-format.md, "Sources".
public struct FilePosition: Hashable, Sendable {
    /// Number of the file in this archive; never used again for another file or generation.
    public var number: Int64
    /// Name of the configured source.
    public var source: String
    /// Path at which it was last seen.
    public var path: String
    public var identity: FileIdentity
    /// 0 for the first content seen under this path and inode; one more for each rewriting.
    public var generation: Int64 = 0
    /// Whether the content is gzip; offsets count uncompressed bytes then.
    public var isGzip = false
    /// Bytes of the file taken, whole lines only.
    public var offset: Int64 = 0
    /// XXH64 of the first `prefixLength` bytes.
    public var prefixHash: UInt64 = 0
    /// min(size, 1024) when the hash was taken.
    public var prefixLength: Int64 = 0
    /// Hash of [0, offset) in whole 64-byte blocks.
    public var running = XXH64()
    /// `running` at lengths that are powers of two, ascending, the newest 16.
    public var checkpoints: [Checkpoint] = []
    /// Hash, keyed with the archive's identity, of the last min(64, offset) bytes before the offset.
    public var tailHash: UInt64 = 0
    /// True when the file had gone and was read to its end; kept to recognise its compressed twin.
    public var isFinished = false
    /// What the file system said of a finished gzip file when it was read to its end: a hash of size and times of
    /// change, which together with the identity show that it was not touched since. 0: not known.
    public var stamp: UInt64 = 0
    /// When any path or twin last had it, seconds since the epoch.
    public var lastSeen: Int64 = 0

    /// The digest of a prefix whose length is a power of two.
    public struct Checkpoint: Hashable, Sendable {
        public var length: Int64
        public var digest: UInt64

        /// A checkpoint from its parts.
        public init(length: Int64, digest: UInt64) {
            self.length = length
            self.digest = digest
        }
    }

    /// A position at the start of a file.
    public init(number: Int64, source: String, path: String, identity: FileIdentity) {
        self.number = number
        self.source = source
        self.path = path
        self.identity = identity
    }
}
