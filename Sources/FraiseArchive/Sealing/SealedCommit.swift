internal import FraiseModel

/// What a sealed block keeps of each of its commits.
struct SealedCommit {
    var number: Int64
    /// Microseconds.
    var wallTime: Int64
    var records: Int64
    var generation: Int64
    var ledger: Ledger
    var tally: [TallyRow]

    static func encoded(_ commits: [SealedCommit]) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(commits.count)
        for commit in commits {
            writer.signed(commit.number)
            writer.signed(commit.wallTime)
            writer.signed(commit.records)
            writer.signed(commit.generation)
            writer.ledger(commit.ledger)
            CommitBody.write(commit.tally, to: &writer)
        }
        return writer.bytes
    }

    static func decode(_ payload: [UInt8]) throws(FraiseError) -> [SealedCommit] {
        var reader = ByteReader(payload)
        var commits: [SealedCommit] = []
        for _ in 0..<(try reader.count(of: 14)) {
            commits.append(
                SealedCommit(
                    number: try reader.signed(),
                    wallTime: try reader.signed(),
                    records: try reader.signed(),
                    generation: try reader.signed(),
                    ledger: try reader.ledger(),
                    tally: try CommitBody.tally(from: &reader)
                )
            )
        }
        return commits
    }
}
