public import FraiseModel

/// What all commits so far amount to: the content of a snapshot.
public struct ArchiveState: Hashable, Sendable {
    /// Files by number.
    public private(set) var files: [Int64: FileState] = [:]
    /// Accounts of files that were forgotten, by source.
    public private(set) var retired: [String: Ledger] = [:]
    /// Names of the sources that ever had a file: `start: end` holds for the first sight only.
    public private(set) var sources: Set<String> = []
    /// Runs with their first commit, oldest first.
    public internal(set) var runs: [Run] = []
    /// Number for the next file.
    public internal(set) var nextFile: Int64 = 1
    /// Number of the last commit; 0 before the first.
    public internal(set) var lastCommit: Int64 = 0
    /// Configuration generation of the last commit.
    public internal(set) var generation: Int64 = 0

    /// One start of the agent.
    public struct Run: Hashable, Sendable {
        /// 16 random bytes.
        public var identifier: [UInt8]
        public var firstCommit: Int64
    }

    init() {}

    /// Accounts by source over all files that ever were.
    public var ledgers: [String: Ledger] {
        var result = retired
        for state in files.values { result[state.position.source, default: Ledger()].add(state.ledger) }
        return result
    }

    /// The smallest form of a change against this state.
    func change(_ file: FileChange) -> CommitBody.Change {
        guard let known = files[file.position.number]?.position else { return .full(file) }
        var expected = file.position
        expected.offset = known.offset
        expected.running = known.running
        expected.tailHash = known.tailHash
        expected.checkpoints = known.checkpoints
        expected.lastSeen = known.lastSeen
        guard expected == known else { return .full(file) }
        let step = CommitBody.Advance(
            number: known.number,
            from: known.offset,
            offset: file.position.offset,
            running: file.position.running,
            tailHash: file.position.tailHash,
            lastSeen: file.position.lastSeen,
            checkpoints: file.position.checkpoints == known.checkpoints ? nil : file.position.checkpoints
        )
        return .advance(step, ledger: file.ledger, held: file.held)
    }

    /// Takes a commit. Bytes that a missing commit would have taken are entered as lost; `hasGap` says that
    /// commits before this one are missing.
    mutating func apply(_ body: CommitBody, commit: Int64, hasGap: Bool = false) {
        lastCommit = commit
        generation = body.generation
        if let run = body.run { runs.append(Run(identifier: run, firstCommit: commit)) }
        for change in body.changes {
            switch change {
            case .full(let file):
                let number = file.position.number
                nextFile = max(nextFile, number + 1)
                sources.insert(file.position.source)
                var state = files[number] ?? FileState(position: file.position)
                if hasGap {
                    // A whole position does not say where its step began; the account of its bytes does.
                    let isSame = state.position.generation == file.position.generation && files[number] != nil
                    let begun = file.position.offset - file.ledger.consumed
                    state.ledger.lostBytes += max(0, begun - (isSame ? state.position.offset : 0))
                }
                state.position = file.position
                state.ledger.add(file.ledger)
                state.apply(file.held)
                files[number] = state
            case .advance(let step, let ledger, let held):
                guard var state = files[step.number] else { continue }
                if step.from > state.position.offset {
                    state.ledger.lostBytes += step.from - state.position.offset
                }
                state.position.offset = step.offset
                state.position.running = step.running
                state.position.tailHash = step.tailHash
                state.position.lastSeen = step.lastSeen
                if let checkpoints = step.checkpoints { state.position.checkpoints = checkpoints }
                state.ledger.add(ledger)
                state.apply(held)
                files[step.number] = state
            case .drop(let number):
                guard let state = files.removeValue(forKey: number) else { continue }
                retired[state.position.source, default: Ledger()].add(state.ledger)
            }
        }
    }

    /// Takes a snapshot that stands behind missing commits. Positions and held records are the snapshot's; of the
    /// accounts only what this state knows is certain, the rest of the way is entered as lost.
    mutating func take(afterGap snapshot: ArchiveState) {
        var merged = snapshot
        merged.retired = retired
        for (number, known) in files where snapshot.files[number] == nil {
            merged.retired[known.position.source, default: Ledger()].add(known.ledger)
        }
        for (number, state) in snapshot.files {
            var ledger = files[number]?.ledger ?? Ledger()
            let step = state.position.offset - (files[number]?.position.offset ?? 0)
            let held = state.held.values.reduce(0) { $0 + $1.bytes }
            ledger.lostBytes += max(0, step - (held - ledger.heldBytes))
            ledger.heldBytes = held
            merged.files[number]?.ledger = ledger
        }
        self = merged
    }

    func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.signed(lastCommit)
        writer.signed(generation)
        writer.signed(nextFile)
        writer.varint(runs.count)
        for run in runs {
            writer.raw(run.identifier)
            writer.signed(run.firstCommit)
        }
        writer.varint(sources.count)
        for source in sources.sorted() { writer.text(source) }
        writer.varint(retired.count)
        for (source, ledger) in retired.sorted(by: { $0.key < $1.key }) {
            writer.text(source)
            writer.ledger(ledger)
        }
        writer.varint(files.count)
        for (_, state) in files.sorted(by: { $0.key < $1.key }) {
            writer.position(state.position)
            writer.ledger(state.ledger)
            writer.varint(state.held.count)
            for (_, record) in state.held.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                writer.held(record)
            }
        }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(FraiseError) {
        var reader = ByteReader(bytes)
        lastCommit = try reader.signed()
        generation = try reader.signed()
        nextFile = try reader.signed()
        for _ in 0..<(try reader.count(of: 17)) {
            runs.append(Run(identifier: try reader.raw(16), firstCommit: try reader.signed()))
        }
        for _ in 0..<(try reader.count()) { sources.insert(try reader.text()) }
        for _ in 0..<(try reader.count(of: 10)) {
            let source = try reader.text()
            retired[source] = try reader.ledger()
        }
        for _ in 0..<(try reader.count(of: 60)) {
            let position = try reader.position()
            var state = FileState(position: position, ledger: try reader.ledger())
            for _ in 0..<(try reader.count(of: 3)) {
                let record = try reader.held()
                state.held[record.session] = record
            }
            files[position.number] = state
        }
        guard reader.isAtEnd else { throw ByteReader.damaged }
    }
}

extension Ledger {
    /// Bytes that an account says were taken.
    fileprivate var consumed: Int64 { parsedBytes + rejectedBytes + skippedBytes + heldBytes + lostBytes }
}
