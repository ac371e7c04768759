public import FraiseModel

/// How a pipeline runs.
public struct PipelineSettings: Sendable {
    /// Most seconds between two commits while lines come.
    public var commitInterval: Double = 1
    /// Share of the file system below which ingest pauses.
    public var minimumFree: Double = 0.05
    /// Whether texts of rejected lines are kept for `status --rejects`.
    public var keepsRejectSamples = false
    /// Read to the end and stop.
    public var stopsAtEnd = false
    /// With `stopsAtEnd`: unterminated last lines and held records are ended too.
    public var isFinal = false
    /// Bytes free and in all on a directory's file system; nil asks the system.
    public var space: (@Sendable (String) throws(FraiseError) -> (free: Int64, total: Int64))?
    /// Wall time.
    public var clock: @Sendable () -> Timestamp

    /// The defaults.
    public init(clock: @escaping @Sendable () -> Timestamp) {
        self.clock = clock
    }
}
