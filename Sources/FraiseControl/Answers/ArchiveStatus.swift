public import FraiseModel

/// The archive in the answer of `GET /v1/status`.
public struct ArchiveStatus: Hashable, Sendable {
    public var directory: String
    /// 32 hexadecimal digits; nil before it is opened.
    public var identity: String?
    /// Bytes of sealed and open segments.
    public var bytes: Int64?
    /// Bytes by which it grew in the last day, or since the start scaled to a day.
    public var growthBytesPerDay: Int64?
    /// Sealed segments present.
    public var segments: Int64?
    /// Number of the open segment.
    public var openSegment: Int64?
    /// Number of the last commit.
    public var lastCommit: Int64?
    public var lastCommitTime: Timestamp?
    /// Event or first-commit time of the oldest segment present.
    public var oldest: Timestamp?
    /// Free bytes of its file system.
    public var freeBytes: Int64?
    /// Free bytes ÷ growth; nil while growth is not known or zero.
    public var daysLeft: Double?
    /// Why ingest is paused; nil when it is not.
    public var paused: String?

    /// An archive of which only the place is known.
    public init(directory: String) {
        self.directory = directory
    }

    var json: JSONValue {
        [
            "directory": .string(directory),
            "archive": .text(identity),
            "bytes": .count(bytes),
            "growth_bytes_per_day": .count(growthBytesPerDay),
            "segments": .count(segments),
            "open_segment": .count(openSegment),
            "last_commit": .count(lastCommit),
            "last_commit_at": .time(lastCommitTime),
            "oldest": .time(oldest),
            "free_bytes": .count(freeBytes),
            "days_left": .number(daysLeft.map { ($0 * 10).rounded() / 10 }),
            "paused": .text(paused),
        ]
    }
}
