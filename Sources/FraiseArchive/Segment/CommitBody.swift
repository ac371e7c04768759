internal import FraiseModel

/// What a commit carries beside its records; the body of a block.
struct CommitBody {
    var generation: Int64 = 0
    /// 16 random bytes in the first commit of a run.
    var run: [UInt8]?
    var statistics = BlockStatistics()
    var changes: [Change] = []
    var tally: [TallyRow] = []

    /// A change of one file, as small as it can be said.
    enum Change {
        /// The file as a whole: new, renamed, or first in this commit.
        case full(FileChange)
        /// Only the offset and what goes with it.
        case advance(Advance, ledger: Ledger, held: [HeldChange])
        /// The file is forgotten.
        case drop(Int64)
    }

    /// A step forward in a known file.
    struct Advance {
        var number: Int64
        /// Where the step began: another value than the known offset means that commits are missing.
        var from: Int64
        var offset: Int64
        var running: XXH64
        var tailHash: UInt64
        var lastSeen: Int64
        /// nil when they are as before.
        var checkpoints: [FilePosition.Checkpoint]?
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.signed(generation)
        writer.blob(run ?? [])
        statistics.write(to: &writer)
        writer.varint(changes.count)
        for change in changes { CommitBody.write(change, to: &writer) }
        CommitBody.write(tally, to: &writer)
        return writer.bytes
    }

    static func write(_ tally: [TallyRow], to writer: inout ByteWriter) {
        writer.varint(tally.count)
        for row in tally {
            writer.signed(row.minute)
            writer.key(row.key)
            writer.totals(row.totals)
        }
    }

    static func tally(from reader: inout ByteReader) throws(FraiseError) -> [TallyRow] {
        var rows: [TallyRow] = []
        for _ in 0..<(try reader.count(of: 12)) {
            rows.append(
                TallyRow(minute: try reader.signed(), key: try reader.key(), totals: try reader.totals())
            )
        }
        return rows
    }

    private static func write(_ change: Change, to writer: inout ByteWriter) {
        switch change {
        case .full(let file):
            writer.byte(1)
            writer.position(file.position)
            writer.ledger(file.ledger)
            write(file.held, to: &writer)
        case .advance(let step, let ledger, let held):
            writer.byte(2)
            writer.signed(step.number)
            writer.signed(step.from)
            writer.signed(step.offset - step.from)
            writer.running(step.running)
            writer.fixed(step.tailHash)
            writer.signed(step.lastSeen)
            if let checkpoints = step.checkpoints {
                writer.byte(1)
                writer.checkpoints(checkpoints)
            } else {
                writer.byte(0)
            }
            writer.ledger(ledger)
            write(held, to: &writer)
        case .drop(let number):
            writer.byte(3)
            writer.signed(number)
        }
    }

    private static func write(_ held: [HeldChange], to writer: inout ByteWriter) {
        writer.varint(held.count)
        for change in held {
            switch change {
            case .put(let record):
                writer.byte(1)
                writer.held(record)
            case .remove(let session):
                writer.byte(2)
                writer.blob(session)
            }
        }
    }

    init() {}

    init(_ bytes: [UInt8]) throws(FraiseError) {
        var reader = ByteReader(bytes)
        generation = try reader.signed()
        let identifier = try reader.blob()
        run = identifier.isEmpty ? nil : identifier
        guard identifier.isEmpty || identifier.count == 16 else { throw ByteReader.damaged }
        statistics = try BlockStatistics(from: &reader)
        for _ in 0..<(try reader.count(of: 2)) {
            switch try reader.byte() {
            case 1:
                let position = try reader.position()
                let ledger = try reader.ledger()
                changes.append(
                    .full(FileChange(position: position, ledger: ledger, held: try CommitBody.held(&reader)))
                )
            case 2:
                let number = try reader.signed()
                let from = try reader.signed()
                let (offset, isOutOfRange) = from.addingReportingOverflow(try reader.signed())
                guard from >= 0, offset >= 0, !isOutOfRange else { throw ByteReader.damaged }
                var step = Advance(
                    number: number,
                    from: from,
                    offset: offset,
                    running: try reader.running(),
                    tailHash: try reader.fixed(UInt64.self),
                    lastSeen: try reader.signed(),
                    checkpoints: nil
                )
                if try reader.byte() == 1 { step.checkpoints = try reader.checkpoints() }
                let ledger = try reader.ledger()
                changes.append(.advance(step, ledger: ledger, held: try CommitBody.held(&reader)))
            case 3: changes.append(.drop(try reader.signed()))
            default: throw ByteReader.damaged
            }
        }
        tally = try CommitBody.tally(from: &reader)
        guard reader.isAtEnd else { throw ByteReader.damaged }
    }

    private static func held(_ reader: inout ByteReader) throws(FraiseError) -> [HeldChange] {
        var changes: [HeldChange] = []
        for _ in 0..<(try reader.count(of: 2)) {
            switch try reader.byte() {
            case 1: changes.append(.put(try reader.held()))
            case 2: changes.append(.remove(session: try reader.blob()))
            default: throw ByteReader.damaged
            }
        }
        return changes
    }

    /// The sum of the files' ledgers.
    var ledger: Ledger {
        var sum = Ledger()
        for change in changes {
            switch change {
            case .full(let file): sum.add(file.ledger)
            case .advance(_, let ledger, _): sum.add(ledger)
            case .drop: break
            }
        }
        return sum
    }
}
