internal import FraiseModel

/// Finds the fields of a record among the members of one object: names, precedence, conversion, attributes.
///
/// A class with memory of its own, reused for every line: no array, dictionary or string is touched for a line
/// that has no duplicate names. Pointers into it live as long as it does. One thread uses it at a time and no
/// access spans a call back, hence no dynamic checks of exclusive access.
final class LineFields {
    /// Who gave a field its value.
    private struct Owner {
        /// The line that it did so for; any other number: nobody.
        var line: UInt32
        var rank: UInt16
        /// The looked-into object of the line that it stands in; 0: the line itself.
        var node: UInt16
        var member: Int32
    }

    /// A looked-into object of the line.
    private struct Opened {
        var member: Int32
        var total: Int32
        var used: Int32
    }

    /// What became of a member.
    enum Taken {
        /// It is the field's value now.
        case value
        /// It says that there is none: null, an empty text, `None`.
        case absent
        /// It was read, but stays among the attributes.
        case read
        /// It cannot be the field's value.
        case unusable
    }

    let fields: UnsafeMutablePointer<RecordFields>
    /// Fields with nothing known, to be copied over those of the line before.
    private let blank: UnsafeMutablePointer<RecordFields>
    private let blankCount: Int
    let members = JSONMembers()
    let names: NameTable
    let firstChildren = JSONMembers(capacity: 32)
    @exclusivity(unchecked) var children: [JSONMembers] = []
    /// The line's end; its memory contract is that of `JSONScanner`.
    @exclusivity(unchecked) var end: UnsafePointer<UInt8>
    @exclusivity(unchecked) var times = TimestampText()
    /// Set when a timestamp was found outside 1970 to 2199.
    @exclusivity(unchecked) var isTimeOutOfRange = false
    @exclusivity(unchecked) var traceParent: TraceParent?
    /// Text that had to be decoded; grows within a line, pointers into it stay valid.
    let scratch = ScratchText()

    private let owners: UnsafeMutablePointer<Owner>
    private let seenLine: UnsafeMutablePointer<UInt32>
    private let seenMember: UnsafeMutablePointer<Int32>
    private let opened: UnsafeMutablePointer<Opened>
    @exclusivity(unchecked) private var openedCount = 0
    private let duplicates = DuplicateNames()
    private let shapes = LineShapes()
    @exclusivity(unchecked) private var line: UInt32 = 0
    @exclusivity(unchecked) private var attributesMember = -1

    init(names: NameTable) {
        self.names = names
        fields = .allocate(capacity: 1)
        fields.initialize(to: RecordFields())
        blank = .allocate(capacity: 1)
        blank.initialize(to: RecordFields())
        // All properties before the attributes are plain values, so copying their bytes makes everything absent at
        // a fifth of the cost of assigning a new value.
        blankCount = MemoryLayout<RecordFields>.offset(of: \.attributes) ?? 0
        end = UnsafePointer(scratch.reserve(0))
        owners = .allocate(capacity: InputField.allCases.count)
        owners.initialize(
            repeating: Owner(line: 0, rank: 0, node: 0, member: 0),
            count: InputField.allCases.count
        )
        seenLine = .allocate(capacity: names.count)
        seenLine.initialize(repeating: 0, count: names.count)
        seenMember = .allocate(capacity: names.count)
        seenMember.initialize(repeating: 0, count: names.count)
        opened = .allocate(capacity: names.count + 1)
    }

    deinit {
        fields.deinitialize(count: 1)
        fields.deallocate()
        blank.deinitialize(count: 1)
        blank.deallocate()
        owners.deallocate()
        seenLine.deallocate()
        seenMember.deallocate()
        opened.deallocate()
    }

    /// Makes fields of the scanned `members`.
    func assign(end: UnsafePointer<UInt8>) {
        self.end = end
        scratch.removeAll()
        nextLine()
        if !fields.pointee.attributes.isEmpty { fields.pointee.attributes.removeAll(keepingCapacity: true) }
        UnsafeMutableRawPointer(fields).copyMemory(from: blank, byteCount: blankCount)
        isTimeOutOfRange = false
        traceParent = nil
        attributesMember = -1
        openedCount = 0
        assignMembers(shapes.match(members.base, members.count) ?? resolveNames())
        resolveTraceParent()
        var index = 0
        while index < openedCount {
            let object = opened[index]
            if object.total > 0, object.used == object.total {
                members.base[Int(object.member)].isConsumed = true
            }
            index += 1
        }
        collectAttributes()
    }

    /// What each member's name means; of members with the same name all but the last are dropped.
    private func resolveNames() -> UnsafePointer<LineShapes.Name> {
        let base = members.base
        let count = members.count
        let target = shapes.room(for: count)
        duplicates.begin(count: count)
        var index = 0
        while index < count {
            let member = base + index
            if member.pointee.hasEscapedName { decodeName(member) }
            let length = Int(member.pointee.nameCount)
            let head = member.pointee.head
            let found = names.find(member.pointee.name, length, head, 0)
            var earlier = -1
            if found < 0 {
                earlier = duplicates.insert(index, base)
            } else {
                if seenLine[found] == line { earlier = Int(seenMember[found]) }
                seenLine[found] = line
                seenMember[found] = Int32(truncatingIfNeeded: index)
            }
            if earlier >= 0 { base[earlier].isDropped = true }
            let tail = length > 8 ? JSONScanner.load(member.pointee.name + length - 8) : 0
            let name = LineShapes.Name(
                head: head,
                tail: tail,
                count: member.pointee.nameCount,
                entry: Int32(truncatingIfNeeded: found)
            )
            (target + index).initialize(to: name)
            index += 1
        }
        shapes.remember(base, count)
        return UnsafePointer(target)
    }

    private func assignMembers(_ meanings: UnsafePointer<LineShapes.Name>) {
        let base = members.base
        let count = members.count
        let entries = names.entries
        var index = 0
        while index < count {
            let member = base + index
            let found = Int(meanings[index].entry)
            index += 1
            if member.pointee.isDropped {
                member.pointee.isConsumed = true
                continue
            }
            if found < 0 { continue }
            let entry = entries + found
            if member.pointee.kind == .object {
                if entry.pointee.field == .attributes {
                    attributesMember = index - 1
                    member.pointee.isConsumed = true
                    continue
                }
                if entry.pointee.node != 0 {
                    opened[openedCount] = Opened(
                        member: Int32(truncatingIfNeeded: index - 1),
                        total: 0,
                        used: 0
                    )
                    openedCount += 1
                    open(member.pointee.value, entry.pointee.node, depth: 0)
                    continue
                }
            }
            if entry.pointee.field != .none, take(member, entry, node: 0, index - 1) {
                member.pointee.isConsumed = true
            }
        }
    }

    private func nextLine() {
        if line == .max {
            line = 0
            for index in 0..<InputField.allCases.count { owners[index].line = 0 }
            seenLine.update(repeating: 0, count: names.count)
        }
        line += 1
    }

    private func decodeName(_ member: UnsafeMutablePointer<JSONMember>) {
        let raw = member.pointee.start + 1
        guard member.pointee.name == raw else { return }
        let count = Int(member.pointee.nameCount)
        let target = scratch.reserve(count + 8)
        let after = JSONText.unescape(raw, count, to: target)
        (after).update(repeating: 0, count: 8)
        let decoded = after - target
        scratch.take(decoded + 8)
        var head = JSONScanner.load(target)
        if decoded < 8 { head &= (1 << UInt64(decoded * 8)) - 1 }
        member.pointee.name = UnsafePointer(target)
        member.pointee.nameCount = Int32(truncatingIfNeeded: decoded)
        member.pointee.head = head
    }

    /// Looks into an object, which is valid.
    private func open(_ start: UnsafePointer<UInt8>, _ node: UInt16, depth: Int) {
        let inside: JSONMembers
        if depth == 0 {
            inside = firstChildren
        } else {
            while children.count < depth { children.append(JSONMembers(capacity: 32)) }
            inside = children[depth - 1]
        }
        let top = opened + (openedCount - 1)
        var isTooDeep = false
        _ = JSONScanner.members(start, end, into: inside, &isTooDeep)
        if inside.count == 0 { top.pointee.total += 1 }
        var index = 0
        while index < inside.count {
            let member = inside.base + index
            index += 1
            if member.pointee.hasEscapedName { decodeName(member) }
            let found = names.find(
                member.pointee.name,
                Int(member.pointee.nameCount),
                member.pointee.head,
                node
            )
            if found >= 0, member.pointee.kind == .object, names.entries[found].node != 0 {
                open(member.pointee.value, names.entries[found].node, depth: depth + 1)
                continue
            }
            top.pointee.total += 1
            guard found >= 0, names.entries[found].field != .none else { continue }
            if take(member, names.entries + found, node: UInt16(openedCount), Int(top.pointee.member)) {
                top.pointee.used += 1
            }
        }
    }

    /// Offers a member to its field; true when it needs no place among the attributes.
    @inline(__always)
    private func take(
        _ member: UnsafeMutablePointer<JSONMember>,
        _ entry: UnsafeMutablePointer<NameTable.Entry>,
        node: UInt16,
        _ index: Int
    ) -> Bool {
        var field = entry.pointee.field
        if field == .traceID, !isTraceID(member) { field = .otherTraceID }
        let owner = owners + Int(field.rawValue)
        let rank = entry.pointee.rank
        let isTaken = owner.pointee.line == line
        if isTaken, owner.pointee.rank < rank { return member.pointee.kind == .null }
        let taken = convert(member, entry, field)
        if taken == .unusable { return false }
        if taken == .absent { return true }
        if isTaken, owner.pointee.rank != rank { release(owner.pointee) }
        owner.pointee = Owner(line: line, rank: rank, node: node, member: Int32(truncatingIfNeeded: index))
        return taken == .value
    }

    /// A better name was found: the member goes to the attributes.
    private func release(_ owner: Owner) {
        if owner.node == 0 {
            members.base[Int(owner.member)].isConsumed = false
        } else {
            opened[Int(owner.node) - 1].used -= 1
        }
    }

    private func isOwned(_ field: InputField) -> Bool { owners[Int(field.rawValue)].line == line }

    /// A `traceparent` stands before all names of a trace identifier but the record's own.
    @inline(__always)
    private func resolveTraceParent() {
        guard let parent = traceParent else { return }
        let owner = owners + Int(InputField.traceParent.rawValue)
        if let own = fields.pointee.traceID, own != parent.traceID {
            let trace = owners[Int(InputField.traceID.rawValue)]
            if NameTable.isOwn(trace.rank) {
                release(owner.pointee)
                return
            }
            release(trace)
        }
        fields.pointee.traceID = parent.traceID
        if !isOwned(.spanID) { fields.pointee.spanID = parent.parentID }
        if !isOwned(.traceFlags) { fields.pointee.traceFlags = parent.flags }
    }

    /// Members that are no field's value, as they stand in the line; neighbours together.
    @inline(__always)
    private func collectAttributes() {
        guard attributesMember < 0 else {
            mergeAttributes()
            return
        }
        let base = members.base
        let count = members.count
        var index = 0
        while index < count {
            if base[index].isConsumed {
                index += 1
                continue
            }
            let start = base[index].start
            var last = base[index].valueEnd
            index += 1
            while index < count, !base[index].isConsumed, base[index].start == last + 1 {
                last = base[index].valueEnd
                index += 1
            }
            fields.pointee.attributes.append(
                RecordFields.Attribute(
                    name: FieldText(),
                    value: FieldText(start: start, count: last - start, isEscaped: true),
                    isJSON: true
                )
            )
        }
    }

    /// A line that is a record already: what it has under `attributes` are attributes again, unless the line
    /// itself has a member of that name that is one.
    private func mergeAttributes() {
        let inside = firstChildren
        var isTooDeep = false
        _ = JSONScanner.members(members.base[attributesMember].value, end, into: inside, &isTooDeep)
        var values: [[UInt8]: FieldText] = [:]
        var order: [[UInt8]] = []
        func add(_ member: UnsafeMutablePointer<JSONMember>) {
            if member.pointee.hasEscapedName { decodeName(member) }
            let name = Array(
                UnsafeBufferPointer(start: member.pointee.name, count: Int(member.pointee.nameCount))
            )
            let start = member.pointee.start
            let text = FieldText(start: start, count: member.pointee.valueEnd - start, isEscaped: true)
            if values.updateValue(text, forKey: name) == nil { order.append(name) }
        }
        for index in 0..<inside.count { add(inside.base + index) }
        for index in 0..<members.count where !members.base[index].isConsumed { add(members.base + index) }
        for name in order {
            guard let value = values[name] else { continue }
            fields.pointee.attributes.append(
                RecordFields.Attribute(name: FieldText(), value: value, isJSON: true)
            )
        }
    }
}
