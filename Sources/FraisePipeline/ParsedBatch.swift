internal import FraiseArchive
internal import FraiseModel

/// What ingest hands to the committer: records and the positions that they bring, to be one commit.
struct ParsedBatch: Sendable {
    var batch: RecordBatch?
    var changes: [FileChange]
    /// Accounts of files that the tailer has forgotten already.
    var accounts: [Int64: Ledger]
    var dropped: [Int64]
    /// Of the tailer's hand-out.
    var token: Int64
    /// Configuration in force for every record in it.
    var generation: Int64
    /// Nothing more is coming at once: make it durable now.
    var isUrgent: Bool
}
