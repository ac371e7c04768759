public import FraiseModel

/// Decides what the files that are found are: the same as before, rewritten, a twin, or new, and when one is
/// finished, lost or forgotten. Makes no system call; the rules are in docs/archive-format.md, "Sources".
public struct FollowMachine {
    /// How long bytes of an orphan may wait for a twin, microseconds.
    public static let orphanPatience: Int64 = 600 * 1_000_000
    /// How long a replaced file is followed without a change, microseconds.
    public static let replacedPatience: Int64 = 86_400 * 1_000_000
    /// How long a position without a path is kept, seconds.
    public static let memory: Int64 = 30 * 86_400
    /// Agreement over this many bytes is proof without a name that fits.
    public static let proof: Int64 = 1024

    /// All positions by number.
    public internal(set) var entries: [Int64: FollowEntry] = [:]
    /// Whether files that are still being written may be told later; not in a run that ends.
    public var isPatient = true
    /// The number that the next file gets.
    public private(set) var nextNumber: Int64
    private var byIdentity: [FileIdentity: Int64] = [:]
    /// The last file that was at a path.
    private var byPath: [String: Int64] = [:]
    /// The last file of a rotated log.
    private var newest: [Sequel: Int64] = [:]
    var changed: Set<Int64> = []
    private var dropped: [Int64] = []
    private var lost: [LostRange] = []

    /// A machine with the positions of the archive.
    public init(positions: [FilePosition], nextNumber: Int64, at now: Timestamp) {
        self.nextNumber = max(nextNumber, (positions.map(\.number).max() ?? 0) + 1)
        for position in positions.sorted(by: { $0.number < $1.number }) {
            entries[position.number] = FollowEntry(position: position, state: .unseen, lastChange: now)
            byIdentity[position.identity] = position.number
            byPath[position.path] = position.number
            entries[position.number]?.predecessor = newest.updateValue(
                position.number,
                forKey: Sequel(source: position.source, path: position.path)
            )
        }
    }

    /// The number whose file had this identity last.
    public func number(of identity: FileIdentity) -> Int64? { byIdentity[identity] }

    /// Whether a file may be read now: a successor waits until its predecessor has been at its end once.
    public func canRead(_ number: Int64) -> Bool {
        guard let entry = entries[number], entry.state.isReadable else { return false }
        guard let before = entry.predecessor.flatMap({ entries[$0] }) else { return true }
        return before.wasAtEnd || !before.state.isReadable
    }

    // MARK: What is found

    /// Rule 1 for a file whose identity is known; nil when the rules beyond must decide (`resolve`).
    public mutating func recognise(
        _ file: FoundFile,
        facts: some ContentFacts,
        at now: Timestamp
    ) throws(FraiseError) -> FollowDecision? {
        guard let number = byIdentity[file.identity], let entry = entries[number] else { return nil }
        if file.size == 0, entry.position.offset == 0 || entry.position.isGzip { return .later }
        guard entry.position.source == file.source, facts.isGzip == entry.position.isGzip,
            try facts.continues(entry.position)
        else {
            orphan(number, at: now)
            return nil
        }
        return .same(number: number, from: follow(number, at: file, now: now))
    }

    /// All files that rule 1 recognises have been: what was not seen is gone, unless a descriptor is open.
    public mutating func settle(seen: Set<Int64>, open: Set<Int64>, at now: Timestamp) {
        for (number, entry) in entries where !seen.contains(number) {
            switch entry.state {
            case .unseen: entry.position.isFinished ? finish(number) : orphan(number, at: now)
            case .following:
                if open.contains(number) {
                    entries[number]?.state = .detached
                } else {
                    orphan(number, at: now)
                }
            case .detached, .orphaned, .finished: break
            }
        }
    }

    /// Rules 2 to 4 for a file that rule 1 does not recognise.
    ///
    /// - Parameter size: bytes that a followed file has at this moment, after `facts` were gathered; nil when
    ///   rule 1 does not hold for it any more. A copy is never longer than what it is a copy of.
    public mutating func resolve(
        _ file: FoundFile,
        facts: some ContentFacts,
        at now: Timestamp,
        original size: (FollowEntry) throws(FraiseError) -> Int64?
    ) throws(FraiseError) -> FollowDecision {
        let prefix = try facts.prefix()
        if prefix.length == 0 { return .later }
        var best: Match?
        // Of what the same inode held before a part is left when it was cut: that is rule 2. All of it can be
        // there compressed, when its inode became free and was given to its own twin.
        let former = byIdentity[file.identity]
        for (number, entry) in entries where entry.position.source == file.source {
            let position = entry.position
            guard position.prefixLength > 0 else { continue }
            let related = isRelated(file, to: position)
            // A copy that is being made begins like its original: wait for the rest of the prefix.
            if isPatient, related, prefix.length < position.prefixLength, entry.state.isReadable,
                entry.size > file.size,
                now.microseconds - file.modified.microseconds < 2_000_000
            {
                return .later
            }
            let agreement = try facts.agreement(with: position)
            if number == former, agreement != .whole { continue }
            let length: Int64 =
                switch agreement {
                case .none: -1
                case .whole: max(position.offset, position.prefixLength)
                case .shorter(let checkpoint): checkpoint
                }
            guard length >= (related ? 1 : FollowMachine.proof) else { continue }
            if entry.state.isReadable {
                if let size = try size(entry) {
                    if agreement == .whole, try facts.isLonger(than: size) { continue }
                } else {
                    orphan(number, at: now)
                }
            }
            let match = Match(number: number, agreement: agreement, length: length)
            if let found = best, isBetter(found, than: match) { continue }
            best = match
        }
        guard let best, let original = entries[best.number] else {
            if try isBeingWritten(file, facts, now) { return .later }
            return .new(number: add(file, prefix: prefix, isGzip: facts.isGzip, at: now))
        }
        if original.state.isReadable { return .parked(of: best.number) }
        if try isBeingWritten(file, facts, now) { return .later }
        guard best.agreement == .whole else { return .done(of: best.number) }
        adopt(file, as: best.number, isGzip: facts.isGzip, at: now)
        return .continued(number: best.number)
    }

    /// A gzip file that ends inside a member and has changed within a minute.
    private func isBeingWritten(
        _ file: FoundFile,
        _ facts: some ContentFacts,
        _ now: Timestamp
    ) throws(FraiseError) -> Bool {
        guard isPatient, facts.isGzip, now.microseconds - file.changed.microseconds < 60_000_000 else {
            return false
        }
        return try !facts.isWhole()
    }

    private struct Match {
        var number: Int64
        var agreement: Agreement
        /// Bytes that agree.
        var length: Int64
    }

    /// The longer agreement first: it says more. Then what can be continued before what is still followed.
    private func isBetter(_ left: Match, than right: Match) -> Bool {
        if left.length != right.length { return left.length > right.length }
        let isLeftGone = entries[left.number]?.state.isReadable == false
        let isRightGone = entries[right.number]?.state.isReadable == false
        if isLeftGone != isRightGone { return isLeftGone }
        return left.number > right.number
    }

    private func isRelated(_ file: FoundFile, to position: FilePosition) -> Bool {
        if RotationName.isRotated(file.path, of: position.path) { return true }
        return file.path == position.path && file.identity.inode == position.identity.inode
            && file.identity.device != position.identity.device
    }

    /// Notes where a known file is now; gives its former path when that differs.
    private mutating func follow(_ number: Int64, at file: FoundFile, now: Timestamp) -> String? {
        guard let entry = entries[number] else { return nil }
        let former = entry.position.path
        entries[number]?.state = .following
        if entry.lost > 0 {
            // It was away, and what was entered as lost is here after all.
            enter(lost: [LostRange(number: number, offset: entry.position.offset, length: -entry.lost)])
            entries[number]?.lost = 0
        }
        byPath[file.path] = number
        if former != file.path {
            entries[number]?.position.path = file.path
            changed.insert(number)
        }
        touch(number, at: now)
        return former == file.path ? nil : former
    }

    /// A path still leads to the file; said to the archive once a day at most.
    public mutating func touch(_ number: Int64, at now: Timestamp) {
        guard let entry = entries[number], now.seconds - entry.position.lastSeen > 86_400 else { return }
        entries[number]?.position.lastSeen = now.seconds
        changed.insert(number)
    }

    private mutating func add(
        _ file: FoundFile,
        prefix: (hash: UInt64, length: Int64),
        isGzip: Bool,
        at now: Timestamp
    ) -> Int64 {
        let number = nextNumber
        nextNumber += 1
        var position = FilePosition(
            number: number,
            source: file.source,
            path: file.path,
            identity: file.identity
        )
        if let before = byIdentity[file.identity].flatMap({ entries[$0] }) {
            position.generation = before.position.generation + 1
        }
        position.isGzip = isGzip
        position.prefixHash = prefix.hash
        position.prefixLength = prefix.length
        position.lastSeen = now.seconds
        var entry = FollowEntry(position: position, state: .following, lastChange: now)
        entry.size = isGzip ? 0 : file.size
        // Found together, rotated files are read in the order of their numbers, which is that of their age.
        let sequel = Sequel(source: file.source, path: file.path)
        entry.predecessor = newest.updateValue(number, forKey: sequel).flatMap {
            entries[$0]?.position.number
        }
        if let before = byPath[file.path], entries[before] != nil {
            entries[before]?.isReplaced = true
            let isReadable = entry.predecessor.flatMap { entries[$0] }?.state.isReadable ?? false
            if !isReadable { entry.predecessor = before }
        }
        entries[number] = entry
        claim(file.identity, for: number)
        byPath[file.path] = number
        changed.insert(number)
        return number
    }

    /// One position at most has an identity: a former holder would be taken for the file after a restart.
    private mutating func claim(_ identity: FileIdentity, for number: Int64) {
        if let former = byIdentity[identity], former != number, entries[former]?.position.identity == identity
        {
            entries[former]?.position.identity = FileIdentity(device: 0, inode: 0)
            changed.insert(former)
        }
        byIdentity[identity] = number
    }

    private mutating func adopt(_ file: FoundFile, as number: Int64, isGzip: Bool, at now: Timestamp) {
        guard let old = entries[number] else { return }
        if byIdentity[old.position.identity] == number { byIdentity[old.position.identity] = nil }
        // The inode may be another's from before, whose content is gone with it.
        if let other = byIdentity[file.identity], other != number { orphan(other, at: now) }
        claim(file.identity, for: number)
        if file.path != old.position.path { entries[number]?.isReplaced = true }
        if old.lost > 0 {
            enter(lost: [LostRange(number: number, offset: old.position.offset, length: -old.lost)])
            entries[number]?.lost = 0
        }
        entries[number]?.position.path = file.path
        entries[number]?.position.identity = file.identity
        entries[number]?.position.isGzip = isGzip
        entries[number]?.position.lastSeen = now.seconds
        entries[number]?.state = .following
        entries[number]?.wasAtEnd = false
        entries[number]?.lastChange = now
        entries[number]?.size = isGzip ? 0 : file.size
        byPath[file.path] = number
        changed.insert(number)
    }

    // MARK: What ends

    /// The content under a number is gone; a twin may still have it.
    mutating func orphan(_ number: Int64, at now: Timestamp) {
        guard let entry = entries[number], entry.state != .finished else { return }
        if case .orphaned = entry.state { return }
        entries[number]?.state = .orphaned(since: now)
    }

    /// Nothing of the file is left to be read.
    public mutating func finish(_ number: Int64) {
        guard let entry = entries[number] else { return }
        entries[number]?.state = .finished
        if !entry.position.isFinished {
            entries[number]?.position.isFinished = true
            changed.insert(number)
        }
    }

    mutating func drop(_ number: Int64) {
        guard let entry = entries.removeValue(forKey: number) else { return }
        if byIdentity[entry.position.identity] == number { byIdentity[entry.position.identity] = nil }
        if byPath[entry.position.path] == number { byPath[entry.position.path] = nil }
        changed.remove(number)
        dropped.append(number)
    }

    mutating func enter(lost ranges: [LostRange]) {
        lost += ranges
        for range in ranges { changed.insert(range.number) }
    }

    /// What became of positions since the last call; empties the lists.
    public mutating func takeChanges() -> PositionChanges {
        let changes = PositionChanges(
            positions: changed.sorted().compactMap { entries[$0]?.position },
            dropped: dropped,
            lost: lost
        )
        changed.removeAll(keepingCapacity: true)
        dropped.removeAll()
        lost.removeAll()
        return changes
    }
}
