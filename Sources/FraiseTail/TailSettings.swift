/// What a tailer is started with.
public struct TailSettings: Sendable {
    public var sources: [SourceSettings]
    /// Identity of the archive, 16 bytes: the key of the hashes of last bytes.
    public var archiveIdentity: [UInt8]
    /// Names of the sources that the archive sees for the first time: `start: end` is for their files.
    public var newSources: Set<String> = []
    /// Whether each file is read up to its size when opened in this run, and no further.
    public var stopsAtEnd = false
    /// Most descriptors of followed files that are open at a time.
    public var openFileLimit = 512
    /// Most blocks of about 1 MiB in use at a time.
    public var blockLimit = 4
    /// Seconds between two walks over all patterns where the kernel reports changes.
    public var safetyInterval: Int64 = 60
    /// Seconds between two walks where it does not.
    public var pollInterval: Int64 = 2
    /// Whether to use inotify.
    public var usesInotify = true

    /// Settings with the defaults.
    public init(sources: [SourceSettings], archiveIdentity: [UInt8]) {
        self.sources = sources
        self.archiveIdentity = archiveIdentity
    }
}
