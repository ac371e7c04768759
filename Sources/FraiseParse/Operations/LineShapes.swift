/// Remembers what the names of recent lines mean: one program's lines have the same names in the same order, and
/// comparing them is cheaper than looking each up and searching for duplicates.
///
/// A wrong guess costs one comparison; nothing depends on it.
final class LineShapes {
    /// A name as in `JSONMember`, and its number in the `NameTable` (−1: it means nothing).
    struct Name {
        var head: UInt64
        var tail: UInt64
        var count: Int32
        var entry: Int32
    }

    /// Shapes kept, a power of two, and names of one.
    private static let shapeCount = 16
    private static let nameLimit = 48
    /// Names up to here are compared by their first and last eight bytes.
    private static let lengthLimit = 16

    private let names: UnsafeMutablePointer<Name>
    private let counts: UnsafeMutablePointer<Int>
    /// The names of a line that matched none.
    @exclusivity(unchecked) private var resolved: UnsafeMutablePointer<Name>
    @exclusivity(unchecked) private var resolvedCapacity = nameLimit

    init() {
        names = .allocate(capacity: LineShapes.shapeCount * LineShapes.nameLimit)
        counts = .allocate(capacity: LineShapes.shapeCount)
        counts.initialize(repeating: 0, count: LineShapes.shapeCount)
        resolved = .allocate(capacity: LineShapes.nameLimit)
    }

    deinit {
        names.deallocate()
        counts.deallocate()
        resolved.deallocate()
    }

    /// Room for the meanings of a line's names; what one long line has taken is given back by the next.
    func room(for count: Int) -> UnsafeMutablePointer<Name> {
        if count > resolvedCapacity || resolvedCapacity > 4096 {
            resolved.deallocate()
            resolvedCapacity = max(LineShapes.nameLimit, count)
            resolved = .allocate(capacity: resolvedCapacity)
        }
        return resolved
    }

    @inline(__always)
    private static func slot(_ members: UnsafeMutablePointer<JSONMember>, _ count: Int) -> Int {
        let last = members[count - 1].head &* 0x9E37_79B9_7F4A_7C15
        return (Int(truncatingIfNeeded: last >> 60) ^ count) & (shapeCount - 1)
    }

    /// The names' meanings, when all are known from a line before; none of them stands twice.
    @inline(__always)
    func match(_ members: UnsafeMutablePointer<JSONMember>, _ count: Int) -> UnsafePointer<Name>? {
        guard count > 0 else { return nil }
        let slot = LineShapes.slot(members, count)
        guard counts[slot] == count else { return nil }
        let known = names + slot * LineShapes.nameLimit
        var index = 0
        while index < count {
            let member = members + index
            let name = known + index
            let length = Int(member.pointee.nameCount)
            guard member.pointee.head == name.pointee.head, member.pointee.nameCount == name.pointee.count,
                !member.pointee.hasEscapedName,
                length <= 8 || JSONScanner.load(member.pointee.name + length - 8) == name.pointee.tail
            else { return nil }
            index += 1
        }
        return UnsafePointer(known)
    }

    /// Keeps the names of the line that `room` was filled for, unless one stands twice.
    @inline(never)
    func remember(_ members: UnsafeMutablePointer<JSONMember>, _ count: Int) {
        guard count > 0, count <= LineShapes.nameLimit else { return }
        for index in 0..<count {
            let member = members[index]
            guard !member.isDropped, !member.hasEscapedName, Int(member.nameCount) <= LineShapes.lengthLimit
            else {
                return
            }
        }
        let slot = LineShapes.slot(members, count)
        (names + slot * LineShapes.nameLimit).update(from: resolved, count: count)
        counts[slot] = count
    }
}
