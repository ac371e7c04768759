public import FraiseModel

extension FollowMachine {
    /// Time goes on: orphans without a twin are lost, positions that nobody has had for long are dropped. Gives
    /// what was lost.
    public mutating func tick(at now: Timestamp) -> [LostRange] {
        var found: [LostRange] = []
        for (number, entry) in entries {
            if case .orphaned(let since) = entry.state,
                now.microseconds - since.microseconds >= FollowMachine.orphanPatience
            {
                let missing = entry.size - entry.position.offset
                if missing > 0 {
                    let range = LostRange(number: number, offset: entry.position.offset, length: missing)
                    entries[number]?.lost = missing
                    found.append(range)
                }
                finish(number)
            }
            if !entry.state.isReadable, entry.state != .unseen,
                now.seconds - entry.position.lastSeen > FollowMachine.memory
            {
                drop(number)
            }
        }
        found.sort { $0.number < $1.number }
        enter(lost: found)
        return found
    }
}
