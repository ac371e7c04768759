/// Finds what a member's name means, by hash, for names at every place of the input that is looked into.
///
/// A class with its own memory: it is read some twenty times a line.
final class NameTable {
    /// What a name means at its place.
    struct Entry {
        var head: UInt64
        var tail: UInt64
        var nameCount: Int32
        /// The object that it is a member of; 0 is the line's own.
        var parent: UInt16
        /// As an object: its number as a parent; 0 when nothing in it is known.
        var node: UInt16 = 0
        /// Order of precedence within its field; lower wins.
        var rank: UInt16
        var field: InputField
        /// Values may be wrapped as Rust's Debug writes options.
        var isDebugText: Bool
        /// Nanoseconds of a bare number.
        var unit: UInt64
        var name: UnsafeMutablePointer<UInt8>
    }

    /// What a look-up compares, in one place; `index` is −1 in a free one.
    private struct Slot {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        var nameCount: Int32 = 0
        var parent: UInt16 = 0
        var index: Int16 = -1
    }

    private(set) var entries: UnsafeMutablePointer<Entry>
    private(set) var count = 0
    private var capacity = 256
    private var slots: UnsafeMutablePointer<Slot>
    private var slotMask = 2047
    private var nodes: UInt16 = 0

    /// The built-in names, after those of a source.
    init(_ own: [OperationsSettings.InputName]) {
        entries = .allocate(capacity: 256)
        slots = .allocate(capacity: 2048)
        slots.initialize(repeating: Slot(), count: 2048)
        let places = InputNames.places
        for (index, name) in own.enumerated() {
            guard let field = InputNames.field(named: name.field) else { continue }
            let unit = UInt64(clamping: name.unit ?? 1_000_000)
            add(name.input, field, rank: UInt16(clamping: index), unit: max(1, unit))
        }
        for known in InputNames.all {
            for (index, (name, unit)) in known.names.enumerated() {
                let rank = NameTable.firstBuiltInRank + UInt16(index * 8)
                add(name, known.field, rank: rank, unit: unit)
                guard known.field != .attributes else { continue }
                for (place, prefix) in places.enumerated() {
                    // A span's name says where the line was written, so every other name is better.
                    let isSpanName = prefix == "span" && name == "name"
                    add(
                        name,
                        known.field,
                        rank: isSpanName ? .max : rank + UInt16(place + 1) * 2,
                        unit: unit,
                        within: prefix
                    )
                }
            }
        }
    }

    deinit {
        for index in 0..<count { entries[index].name.deallocate() }
        entries.deallocate()
        slots.deallocate()
    }

    /// Ranks below it are names of the source.
    static let firstBuiltInRank: UInt16 = 1024

    /// Whether a rank is that of the record's own name, or better.
    static func isOwn(_ rank: UInt16) -> Bool { rank < firstBuiltInRank + 8 }

    /// Adds a name as one member and, with dots in it, as a path.
    private func add(_ name: String, _ field: InputField, rank: UInt16, unit: UInt64, within: String? = nil) {
        let prefix = within.map { [$0] } ?? []
        register(prefix + [name], field, rank, unit, isDebugText: within != nil)
        let path = InputNames.split(name)
        if path.count > 1 { register(prefix + path, field, rank + 1, unit, isDebugText: within != nil) }
    }

    private func register(
        _ path: [String],
        _ field: InputField,
        _ rank: UInt16,
        _ unit: UInt64,
        isDebugText: Bool
    ) {
        var parent: UInt16 = 0
        for (index, name) in path.enumerated() {
            let isLast = index == path.count - 1
            let found = find(name, parent) ?? insert(name, parent)
            if isLast {
                // Who came first has precedence.
                guard entries[found].field == .none else { return }
                entries[found].field = field
                entries[found].rank = rank
                entries[found].unit = unit
                entries[found].isDebugText = isDebugText
            } else {
                if entries[found].node == 0 {
                    nodes += 1
                    entries[found].node = nodes
                }
                parent = entries[found].node
            }
        }
    }

    private func insert(_ name: String, _ parent: UInt16) -> Int {
        if count == capacity {
            let moved = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
            moved.moveInitialize(from: entries, count: count)
            entries.deallocate()
            entries = moved
            capacity *= 2
            rehash()
        }
        let bytes = Array(name.utf8)
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 8)
        copy.initialize(repeating: 0, count: bytes.count + 8)
        for (index, byte) in bytes.enumerated() { copy[index] = byte }
        let (head, tail) = NameTable.words(copy, bytes.count)
        (entries + count).initialize(
            to: Entry(
                head: head,
                tail: tail,
                nameCount: Int32(bytes.count),
                parent: parent,
                rank: 0,
                field: .none,
                isDebugText: false,
                unit: 1,
                name: copy
            )
        )
        count += 1
        place(count - 1)
        return count - 1
    }

    /// Keeps slots at most an eighth full.
    private func rehash() {
        let wanted = capacity * 8
        slots.deallocate()
        slots = .allocate(capacity: wanted)
        slots.initialize(repeating: Slot(), count: wanted)
        slotMask = wanted - 1
        for index in 0..<count { place(index) }
    }

    private func place(_ index: Int) {
        let entry = entries[index]
        var slot = NameTable.hash(entry.head, entry.tail, entry.parent) & slotMask
        while slots[slot].index >= 0 { slot = (slot + 1) & slotMask }
        slots[slot] = Slot(
            head: entry.head,
            tail: entry.tail,
            nameCount: entry.nameCount,
            parent: entry.parent,
            index: Int16(clamping: index)
        )
    }

    private func find(_ name: String, _ parent: UInt16) -> Int? {
        var bytes = Array(name.utf8)
        let count = bytes.count
        bytes += [UInt8](repeating: 0, count: 8)
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let (head, _) = NameTable.words(base, count)
            let found = find(base, count, head, parent)
            return found < 0 ? nil : found
        }
    }

    /// The entry of a name, −1 when it means nothing. `head` is its first eight bytes as in `JSONMember`.
    @inline(__always)
    func find(_ name: UnsafePointer<UInt8>, _ count: Int, _ head: UInt64, _ parent: UInt16) -> Int {
        let tail = count > 8 ? JSONScanner.load(name + count - 8) : 0
        let slots = slots
        let mask = slotMask
        var slot = NameTable.hash(head, tail, parent) & mask
        while true {
            let found = slots + slot
            let index = Int(found.pointee.index)
            if index < 0 { return -1 }
            if found.pointee.head == head, found.pointee.tail == tail, Int(found.pointee.nameCount) == count,
                found.pointee.parent == parent,
                count <= 16 || KeyInterner.equal(name, entries[index].name, count)
            {
                return index
            }
            slot = (slot &+ 1) & mask
        }
    }

    @inline(__always)
    private static func hash(_ head: UInt64, _ tail: UInt64, _ parent: UInt16) -> Int {
        let mixed =
            (head ^ (tail << 23 | tail >> 41) &+ UInt64(parent) &* 0x9E37_79B9) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 40)
    }

    private static func words(_ name: UnsafePointer<UInt8>, _ count: Int) -> (UInt64, UInt64) {
        var head = JSONScanner.load(name)
        if count < 8 { head &= (1 << UInt64(count * 8)) - 1 }
        return (head, count > 8 ? JSONScanner.load(name + count - 8) : 0)
    }
}
