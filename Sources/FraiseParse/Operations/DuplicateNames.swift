/// Finds names that an object has more than once, among those that mean nothing to us.
final class DuplicateNames {
    @exclusivity(unchecked) private var stamps: UnsafeMutablePointer<UInt32>
    @exclusivity(unchecked) private var indices: UnsafeMutablePointer<Int32>
    @exclusivity(unchecked) private var capacity = 256
    @exclusivity(unchecked) private var stamp: UInt32 = 0
    /// Objects larger than this may be built to collide, so their names are hashed whole and with a seed.
    private static let trustedCount = 64
    @exclusivity(unchecked) private var isLarge = false
    private let seed = UInt64.random(in: 0 ... .max)

    init() {
        stamps = .allocate(capacity: 256)
        stamps.initialize(repeating: 0, count: 256)
        indices = .allocate(capacity: 256)
        indices.initialize(repeating: 0, count: 256)
    }

    deinit {
        stamps.deallocate()
        indices.deallocate()
    }

    /// Forgets all names; an object of `count` members follows.
    @inline(__always)
    func begin(count: Int) {
        isLarge = count > DuplicateNames.trustedCount
        if count * 2 > capacity || stamp == .max || (capacity > 8192 && !isLarge) { resize(count) }
        stamp += 1
    }

    @inline(never)
    private func resize(_ count: Int) {
        var wanted = 256
        while wanted < count * 2 { wanted *= 2 }
        stamps.deallocate()
        indices.deallocate()
        stamps = .allocate(capacity: wanted)
        stamps.initialize(repeating: 0, count: wanted)
        indices = .allocate(capacity: wanted)
        indices.initialize(repeating: 0, count: wanted)
        capacity = wanted
        stamp = 0
    }

    /// Enters the name of a member and returns the member that had it before, −1 when none had.
    @inline(__always)
    func insert(_ index: Int, _ members: UnsafeMutablePointer<JSONMember>) -> Int {
        let member = members + index
        let count = Int(member.pointee.nameCount)
        let name = member.pointee.name
        let head = member.pointee.head
        let hash: UInt64
        if isLarge {
            hash = KeyInterner.hash(name, count, seed) &* 0x9E37_79B9_7F4A_7C15
        } else {
            let tail = count > 8 ? JSONScanner.load(name + count - 8) : 0
            hash = (head ^ tail &* 31 ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
        }
        let mask = capacity - 1
        var slot = Int(truncatingIfNeeded: hash >> 40) & mask
        while stamps[slot] == stamp {
            let other = members + Int(indices[slot])
            if other.pointee.head == head, Int(other.pointee.nameCount) == count,
                KeyInterner.equal(name, other.pointee.name, count)
            {
                let earlier = Int(indices[slot])
                indices[slot] = Int32(truncatingIfNeeded: index)
                return earlier
            }
            slot = (slot + 1) & mask
        }
        stamps[slot] = stamp
        indices[slot] = Int32(truncatingIfNeeded: index)
        return -1
    }
}
