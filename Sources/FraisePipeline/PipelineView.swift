public import FraiseModel
public import FraiseTail

/// A picture of the pipeline for status, health and metrics, at most a second old.
public struct PipelineView: Sendable {
    /// Followed files.
    public var files: [TailStatus] = []
    /// Committed account per file number.
    public var ledgers: [Int64: Ledger] = [:]
    /// Committed account per source, forgotten files included.
    public var sources: [String: Ledger] = [:]
    /// Paths that the configuration names and that cannot be followed, with the reason.
    public var problems: [String: TailProblem] = [:]
    /// Problems of parsers with a file's format, by path.
    public var parserProblems: [String: String] = [:]
    /// The newest rejects, oldest first, at most 100.
    public var rejects: [RejectSample] = []
    /// When the newest line of each source was read.
    public var lastLine: [String: Timestamp] = [:]
    /// Why nothing can be committed; nil when all is well.
    public var pausedReason: FraiseError?
    /// Number of the open segment.
    public var openSegment: Int64 = 0
    /// Its bytes.
    public var openBytes: Int64 = 0
    /// Newest durable commit.
    public var lastCommit: Int64 = 0
    /// When this run last made commits durable; nil before.
    public var lastCommitTime: Timestamp?
    /// Bytes of the open segment's summary.
    public var summaryBytes = 0
    /// Why sealing failed last; nil when it went well.
    public var sealingFailure: FraiseError?
    /// Bytes free and in all on the archive's file system.
    public var space: (free: Int64, total: Int64)?

    /// Nothing known yet.
    public init() {}
}
