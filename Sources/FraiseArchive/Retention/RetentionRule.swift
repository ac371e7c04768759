internal import FraiseModel

/// Which sealed segments have had their time. Pure.
struct RetentionRule: Hashable, Sendable {
    /// Seconds since sealing; nil is forever.
    var age: Int64?
    /// Bytes of all sealed segments together; nil is unlimited.
    var size: Int64?

    /// Whether nothing is ever removed by it.
    var isEmpty: Bool { age == nil && size == nil }

    /// What it needs to know of a segment.
    struct Candidate: Hashable, Sendable {
        var sealed: Timestamp
        /// Bytes.
        var size: Int64
    }

    /// The segments to remove, as indexes of `candidates`, oldest first as those are. Each has its own age, so
    /// that one with a wrong sealing time in the future keeps no other.
    func removals(
        of candidates: [Candidate],
        at now: Timestamp
    ) -> [(index: Int, reason: RemovalReason)] {
        var total = candidates.reduce(0) { $0 + $1.size }
        var isAged = [Bool](repeating: false, count: candidates.count)
        if let age {
            for (index, candidate) in candidates.enumerated()
            where now.seconds - candidate.sealed.seconds >= age {
                isAged[index] = true
                total -= candidate.size
            }
        }
        var removals: [(index: Int, reason: RemovalReason)] = []
        for (index, candidate) in candidates.enumerated() {
            if isAged[index] {
                removals.append((index, .age))
            } else if let size, total > size {
                removals.append((index, .size))
                total -= candidate.size
            }
        }
        return removals
    }
}
