/// Roots over a file's members: leaf = SHA-256(0x00 ‖ SHA-256(member)), node = SHA-256(0x01 ‖ left ‖ right),
/// split as in RFC 6962, section 2.1. Added to from the left, it keeps one digest per level.
struct MerkleTree {
    private var levels: [(digest: [UInt8], size: Int)] = []

    /// Adds the SHA-256 of the next member.
    mutating func add(memberDigest: [UInt8]) {
        levels.append((Digest.of([0] + memberDigest), 1))
        while levels.count >= 2, levels[levels.count - 1].size == levels[levels.count - 2].size {
            joinLast()
        }
    }

    /// The root; 32 zero bytes of nothing.
    var root: [UInt8] {
        var copy = self
        while copy.levels.count > 1 { copy.joinLast() }
        return copy.levels.first?.digest ?? Digest.zero
    }

    private mutating func joinLast() {
        let right = levels.removeLast()
        let left = levels.removeLast()
        levels.append((Digest.of([1] + left.digest + right.digest), left.size + right.size))
    }
}
