public import FraiseModel

/// How far the reading of one file has come.
public struct TailStatus: Hashable, Sendable {
    public var number: Int64
    public var path: String
    public var source: String
    public var identity: FileIdentity
    public var generation: Int64
    public var isGzip: Bool
    /// Bytes on disk, of a gzip file compressed.
    public var size: Int64
    /// Bytes taken by the pipeline; of a gzip file of the content.
    public var offset: Int64
    /// Bytes committed.
    public var committedOffset: Int64
    /// Bytes of complete lines beyond the committed offset; nil when unknown, as of a gzip file being read.
    public var lagBytes: Int64?
    /// Age of the oldest of them since it was first seen, seconds; 0 when there is none.
    public var lagSeconds: Double
    /// Bytes of a last line without LF; nil when the end was not yet reached.
    public var pendingBytes: Int64?
    /// Whether the file has gone or was replaced and all is read.
    public var isFinished: Bool
}
