internal import FraiseModel

/// A strict scanner of JSON texts (RFC 8259) in place: UTF-8 (RFC 3629), escapes, numbers and depth are checked,
/// nothing is decoded.
///
/// The memory contract that makes it fast: the byte at `end` is LF or CR, and eight bytes from `end` on may be
/// read. Neither can be inside a string or a number, so no other check of bounds is needed.
enum JSONScanner {
    /// Objects and arrays within each other, the outermost counted.
    static let depthLimit = 128

    /// Why a text is refused.
    enum Failure: Error {
        case invalid, tooDeep, notAnObject
    }

    /// Scans a text that must be one object, its members into `members`.
    @inline(__always)
    static func object(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        into members: JSONMembers
    ) -> Failure? {
        var isTooDeep = false
        let first = skipBlanks(start, end)
        guard first.pointee == UInt8(ascii: "{") else {
            guard let after = value(first, end, depth: 0, &isTooDeep) else {
                return isTooDeep ? .tooDeep : .invalid
            }
            return skipBlanks(after, end) == end ? .notAnObject : .invalid
        }
        guard let after = self.members(first, end, into: members, &isTooDeep) else {
            return isTooDeep ? .tooDeep : .invalid
        }
        return skipBlanks(after, end) == end ? nil : .invalid
    }

    /// Scans the object that begins at `start` and returns the byte after it, nil when it is refused.
    @inline(__always)
    static func members(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        into members: JSONMembers,
        _ isTooDeep: inout Bool
    ) -> UnsafePointer<UInt8>? {
        members.count = 0
        var position = skipBlanks(start + 1, end)
        if position.pointee == UInt8(ascii: "}") { return position + 1 }
        var base = members.base
        var capacity = members.capacity
        var count = 0
        while true {
            guard position.pointee == UInt8(ascii: "\"") else { return nil }
            let name = position + 1
            var hasEscapedName = false
            var head = load(name)
            let hits = stops(head)
            let nameEnd: UnsafePointer<UInt8>
            let length = hits.trailingZeroBitCount >> 3
            if hits != 0, name[length] == UInt8(ascii: "\"") {
                head &= (1 &<< (UInt64(truncatingIfNeeded: length) &* 8)) &- 1
                nameEnd = name + length
            } else {
                guard let found = string(name, &hasEscapedName) else { return nil }
                nameEnd = found
                let whole = found - name
                if whole < 8 { head &= (1 &<< (UInt64(truncatingIfNeeded: whole) &* 8)) &- 1 }
            }
            if nameEnd[1] == UInt8(ascii: ":") {
                position = skipBlanks(nameEnd + 2, end)
            } else {
                position = skipBlanks(nameEnd + 1, end)
                guard position.pointee == UInt8(ascii: ":") else { return nil }
                position = skipBlanks(position + 1, end)
            }
            let value = position
            var hasEscapes = false
            let kind: JSONMember.Kind
            switch position.pointee {
            case UInt8(ascii: "\""):
                guard let close = string(position + 1, &hasEscapes) else { return nil }
                kind = .string
                position = close + 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard let after = number(position) else { return nil }
                kind = .number
                position = after
            case UInt8(ascii: "{"):
                guard let after = container(position, end, depth: 1, &isTooDeep) else { return nil }
                kind = .object
                position = after
            case UInt8(ascii: "["):
                guard let after = container(position, end, depth: 1, &isTooDeep) else { return nil }
                kind = .array
                position = after
            case UInt8(ascii: "t"):
                guard let after = word(position) else { return nil }
                kind = .yes
                position = after
            case UInt8(ascii: "f"):
                guard let after = word(position) else { return nil }
                kind = .no
                position = after
            case UInt8(ascii: "n"):
                guard let after = word(position) else { return nil }
                kind = .null
                position = after
            default: return nil
            }
            if count == capacity {
                members.grow(keeping: count)
                base = members.base
                capacity = members.capacity
            }
            (base + count).initialize(
                to: JSONMember(
                    start: name - 1,
                    name: name,
                    value: value,
                    valueEnd: position,
                    head: head,
                    nameCount: Int32(truncatingIfNeeded: nameEnd - name),
                    kind: kind,
                    hasEscapedName: hasEscapedName,
                    hasEscapes: hasEscapes,
                    isDropped: false,
                    isConsumed: false
                )
            )
            count += 1
            if position.pointee == UInt8(ascii: ","), position[1] == UInt8(ascii: "\"") {
                position += 1
                continue
            }
            position = skipBlanks(position, end)
            if position.pointee == UInt8(ascii: ",") {
                position = skipBlanks(position + 1, end)
            } else if position.pointee == UInt8(ascii: "}") {
                members.count = count
                return position + 1
            } else {
                return nil
            }
        }
    }

    @inline(__always)
    static func load(_ position: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
    }

    /// Marks the first byte that ends a run of plain ASCII: quotation mark, backslash, control, non-ASCII.
    @inline(__always)
    static func stops(_ word: UInt64) -> UInt64 {
        let quotes = word ^ 0x2222_2222_2222_2222
        let slashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        // Subtraction may borrow from the byte above a hit only, so the lowest mark is always exact.
        let found =
            (word &- 0x2020_2020_2020_2020) | (quotes &- 0x0101_0101_0101_0101)
            | (slashes &- 0x0101_0101_0101_0101) | word
        return found & 0x8080_8080_8080_8080
    }

    /// From the byte after the opening quotation mark to the closing one.
    @inline(__always)
    static func string(
        _ start: UnsafePointer<UInt8>,
        _ hasEscapes: inout Bool
    ) -> UnsafePointer<UInt8>? {
        var position = start
        while true {
            let hits = stops(load(position))
            if hits == 0 {
                position += 8
                continue
            }
            position += hits.trailingZeroBitCount >> 3
            let byte = position.pointee
            if byte == UInt8(ascii: "\"") { return position }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                guard let after = escape(position) else { return nil }
                position = after
            } else {
                guard byte >= 0x80, let after = UTF8Text.character(position) else { return nil }
                position = after
            }
        }
    }

    private static func escape(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        switch start[1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for index in 2..<6 {
                let digit = start[index]
                guard digit &- 48 < 10 || (digit | 0x20) &- 97 < 6 else { return nil }
            }
            return start + 6
        default: return nil
        }
    }

    @inline(__always)
    static func number(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        var position = start
        if position.pointee == UInt8(ascii: "-") { position += 1 }
        if position.pointee == UInt8(ascii: "0") {
            position += 1
        } else {
            guard isDigit(position.pointee) else { return nil }
            repeat { position += 1 } while isDigit(position.pointee)
        }
        if position.pointee == UInt8(ascii: ".") {
            position += 1
            guard isDigit(position.pointee) else { return nil }
            repeat { position += 1 } while isDigit(position.pointee)
        }
        if position.pointee | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position.pointee == UInt8(ascii: "+") || position.pointee == UInt8(ascii: "-") {
                position += 1
            }
            guard isDigit(position.pointee) else { return nil }
            repeat { position += 1 } while isDigit(position.pointee)
        }
        return position
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    /// `true`, `false` or `null`.
    @inline(__always)
    private static func word(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        // Byte by byte: each is read only when the one before it fits, so never beyond the end.
        switch start.pointee {
        case UInt8(ascii: "t"):
            return start[1] == UInt8(ascii: "r") && start[2] == UInt8(ascii: "u")
                && start[3] == UInt8(ascii: "e")
                ? start + 4 : nil
        case UInt8(ascii: "f"):
            return start[1] == UInt8(ascii: "a") && start[2] == UInt8(ascii: "l")
                && start[3] == UInt8(ascii: "s")
                && start[4] == UInt8(ascii: "e") ? start + 5 : nil
        case UInt8(ascii: "n"):
            return start[1] == UInt8(ascii: "u") && start[2] == UInt8(ascii: "l")
                && start[3] == UInt8(ascii: "l")
                ? start + 4 : nil
        default: return nil
        }
    }

    /// Any value; `depth` containers are open around it.
    static func value(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        depth: Int,
        _ isTooDeep: inout Bool
    ) -> UnsafePointer<UInt8>? {
        switch start.pointee {
        case UInt8(ascii: "\""):
            var hasEscapes = false
            return string(start + 1, &hasEscapes).map { $0 + 1 }
        case UInt8(ascii: "{"), UInt8(ascii: "["): return container(start, end, depth: depth, &isTooDeep)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number(start)
        default: return word(start)
        }
    }

    /// An object or array and all in it, without recursion: the kinds of the open ones are bits of `open`.
    static func container(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        depth outer: Int,
        _ isTooDeep: inout Bool
    ) -> UnsafePointer<UInt8>? {
        var position = start
        var depth = 0
        var open: UInt128 = 0
        while true {
            let byte = position.pointee
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
                guard depth + outer <= depthLimit else {
                    isTooDeep = true
                    return nil
                }
                let isObject = byte == UInt8(ascii: "{")
                open = open << 1 | (isObject ? 1 : 0)
                position = skipBlanks(position + 1, end)
                if position.pointee == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    // Empty: closed below like any other.
                } else {
                    if isObject {
                        guard let after = name(position, end) else { return nil }
                        position = after
                    }
                    continue
                }
            } else {
                guard let after = value(position, end, depth: 0, &isTooDeep) else { return nil }
                position = skipBlanks(after, end)
            }
            closing: while true {
                let isObject = open & 1 == 1
                switch position.pointee {
                case UInt8(ascii: ","):
                    position = skipBlanks(position + 1, end)
                    if isObject {
                        guard let after = name(position, end) else { return nil }
                        position = after
                    }
                    break closing
                case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
                    depth -= 1
                    open >>= 1
                    position += 1
                    if depth == 0 { return position }
                    position = skipBlanks(position, end)
                default: return nil
                }
            }
        }
    }

    /// A member's name and colon, to its value.
    @inline(__always)
    private static func name(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8>? {
        guard start.pointee == UInt8(ascii: "\"") else { return nil }
        var hasEscapes = false
        guard let close = string(start + 1, &hasEscapes) else { return nil }
        let colon = skipBlanks(close + 1, end)
        guard colon.pointee == UInt8(ascii: ":") else { return nil }
        return skipBlanks(colon + 1, end)
    }

    @inline(__always)
    static func skipBlanks(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8> {
        start.pointee > 0x20 ? start : skipSomeBlanks(start, end)
    }

    @inline(never)
    private static func skipSomeBlanks(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8> {
        var position = start
        while position < end {
            switch position.pointee {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return position
            }
        }
        return position
    }
}
