/// The audit archive.
public struct ArchiveConfiguration: Hashable, Sendable {
    /// When the open segment is sealed.
    public struct Rotate: Hashable, Sendable {
        /// Compressed bytes.
        public var size: Int64 = 256 << 20
        /// Since the segment's first commit.
        public var interval = DurationValue.hours(1)

        /// The defaults.
        public init() {}
    }

    /// When a sealed segment is removed, counted from its sealing.
    public struct Retention: Hashable, Sendable {
        /// Nil is forever.
        public var age: DurationValue?
        /// Bytes of all sealed segments together; nil is unlimited.
        public var size: Int64?

        /// The defaults.
        public init() {}
    }

    /// What to do when space falls below `minimumFree`.
    public enum LowSpace: String, Hashable, Sendable, CaseIterable {
        /// Ingest waits.
        case pause
        /// Sealed segments are removed early, oldest first.
        case oldest
    }

    /// How much time goes into compression.
    public enum Compression: String, Hashable, Sendable, CaseIterable {
        case fast, small
    }

    public var directory: String
    public var rotate = Rotate()
    public var retention = Retention()
    /// Share of the file system, 0 to 0.5; below it ingest pauses, below twice of it health is degraded.
    public var minimumFree: Double = 0.05
    public var onLowSpace = LowSpace.pause
    public var compression = Compression.fast
    public var commitInterval = DurationValue.seconds(1)

    /// The defaults for a directory.
    public init(directory: String) {
        self.directory = directory
    }
}
