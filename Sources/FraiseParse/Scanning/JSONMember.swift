/// A member of a JSON object, as ranges of the line.
struct JSONMember {
    /// What its value is.
    enum Kind: UInt8 {
        case string, number, object, array, yes, no, null
    }

    /// The name's opening quotation mark.
    var start: UnsafePointer<UInt8>
    /// First byte of the name; of one with escapes moved to where it stands decoded.
    var name: UnsafePointer<UInt8>
    /// First byte of the value; of a string its quotation mark.
    var value: UnsafePointer<UInt8>
    /// The byte after the value.
    var valueEnd: UnsafePointer<UInt8>
    /// The name's first eight bytes, little-endian, zero beyond its end.
    var head: UInt64
    var nameCount: Int32
    var kind: Kind
    var hasEscapedName: Bool
    /// Of a string.
    var hasEscapes: Bool
    /// A later member has the same name.
    var isDropped: Bool
    /// It needs no place among the attributes.
    var isConsumed: Bool

    /// The inside of a string.
    @inline(__always)
    var text: FieldText {
        FieldText(start: value + 1, count: valueEnd - value - 2, isEscaped: true)
    }
}

/// Reusable room for the members of one object. A class with its own memory: an array would be checked for
/// uniqueness and bounds at each of some twenty members a line.
final class JSONMembers {
    @exclusivity(unchecked) private(set) var base: UnsafeMutablePointer<JSONMember>
    @exclusivity(unchecked) private(set) var capacity: Int
    @exclusivity(unchecked) var count = 0

    init(capacity: Int = 64) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// Doubles the room, keeping the first `kept` members.
    @inline(never)
    func grow(keeping kept: Int) {
        let moved = UnsafeMutablePointer<JSONMember>.allocate(capacity: capacity * 2)
        moved.moveInitialize(from: base, count: kept)
        base.deallocate()
        base = moved
        capacity *= 2
    }

    /// Gives back what one long line has taken.
    func shrink() {
        guard capacity > 4096 else { return }
        base.deallocate()
        capacity = 64
        base = .allocate(capacity: capacity)
    }
}
