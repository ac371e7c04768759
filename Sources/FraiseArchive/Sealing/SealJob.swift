internal import FraiseModel

/// A finished open segment with everything that sealing it needs. Handed to the sealing thread, which then
/// alone owns the summary; that is why it may be `@unchecked Sendable`.
struct SealJob: @unchecked Sendable {
    var number: Int64
    var openPath: String
    var header: SegmentHeader
    /// Length of the open file, all of it durable, and SHA-256 of its last member.
    var openLength: Int64
    var lastMember: [UInt8]
    var firstCommit: Int64
    var lastCommit: Int64
    var firstCommitTime: Timestamp
    /// The state that the next segment begins with.
    var finalSnapshot: [UInt8]
    var summary: SegmentSummary
    /// Ranges of the open file to pass over.
    var damage: [Range<Int64>] = []
    /// Stands before the file name's ending when the segment belongs to another line of a forked archive.
    var forkSuffix = ""
}
