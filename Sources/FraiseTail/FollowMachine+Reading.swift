public import FraiseModel

extension FollowMachine {
    /// The content before the offset is not what it was: rule 2.
    public mutating func rewritten(_ number: Int64, at now: Timestamp) {
        orphan(number, at: now)
    }

    /// The file has this many bytes now, in the position's counting.
    public mutating func saw(size: Int64, of number: Int64, at now: Timestamp) {
        guard let entry = entries[number], entry.size != size else { return }
        entries[number]?.size = size
        entries[number]?.lastChange = now
    }

    /// Reading has come to the end of what is there.
    public mutating func reachedEnd(_ number: Int64) {
        entries[number]?.wasAtEnd = true
    }

    /// Changes a position; the next commit persists it.
    public mutating func change(_ number: Int64, _ body: (inout FilePosition) -> Void) {
        guard entries[number] != nil else { return }
        if let index = entries.index(forKey: number) { body(&entries.values[index].position) }
        changed.insert(number)
    }

    /// More was read of a file that had been finished.
    public mutating func revive(_ number: Int64) {
        guard entries[number]?.position.isFinished == true else { return }
        entries[number]?.position.isFinished = false
        changed.insert(number)
    }

    /// Whether a file that was read to its end will not grow: deleted and closed, or replaced and unchanged.
    ///
    /// - Parameters:
    ///   - links: names of the file.
    ///   - hasWriter: whether a program can still write to it; nil when the system does not tell.
    public func isOver(_ number: Int64, links: UInt64, hasWriter: Bool?, at now: Timestamp) -> Bool {
        guard let entry = entries[number], entry.state.isReadable, entry.wasAtEnd else { return false }
        let idle = now.microseconds - entry.lastChange.microseconds
        if links == 0, entry.state == .detached {
            return hasWriter.map { !$0 } ?? (idle >= 60_000_000)
        }
        return (entry.isReplaced || entry.state == .detached) && idle >= FollowMachine.replacedPatience
    }
}
