/// Replaces the values at configured paths by `"***"` in a line before anything else reads it.
final class Redaction {
    private final class Node {
        var children: [[UInt8]: Node] = [:]
        var isTarget = false
    }

    private let root = Node()
    private let scratch = ScratchText()
    static let replacement = Array("\"***\"".utf8)

    /// nil when nothing is to be redacted.
    init?(_ settings: OperationsSettings) {
        guard !settings.redact.isEmpty else { return nil }
        for path in settings.redact {
            add(path)
            // In the record it stands there; in the line it stands by itself.
            let prefix = "attributes."
            if path.hasPrefix(prefix) { add(String(path.dropFirst(prefix.count))) }
            let field = path == "duration" ? "duration_ms" : path
            guard let known = InputNames.field(named: field) else { continue }
            for names in InputNames.paths(of: known) {
                add(names)
                add([names.joined(separator: ".")])
            }
            for name in settings.fields where name.field == field { add(name.input) }
        }
    }

    private func add(_ path: String) {
        add([path])
        add(InputNames.split(path))
    }

    private func add(_ names: [String]) {
        var node = root
        for name in names {
            let key = Array(name.utf8)
            let child = node.children[key] ?? Node()
            node.children[key] = child
            node = child
        }
        node.isTarget = true
    }

    /// The line from `start`, whose object's members are given; nil when nothing in it is redacted.
    func rewrite(
        _ members: JSONMembers,
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> [UInt8]? {
        scratch.removeAll()
        var output: [UInt8] = []
        var isChanged = false
        rewrite(members, root, start, end, end, &output, &isChanged)
        return isChanged ? output : nil
    }

    /// Copies [start, stop), within which the members stand.
    private func rewrite(
        _ members: JSONMembers,
        _ node: Node,
        _ start: UnsafePointer<UInt8>,
        _ stop: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        _ output: inout [UInt8],
        _ isChanged: inout Bool
    ) {
        var copied = start
        func copy(to position: UnsafePointer<UInt8>) {
            output.append(contentsOf: UnsafeBufferPointer(start: copied, count: position - copied))
            copied = position
        }
        for index in 0..<members.count {
            let member = members.base[index]
            guard let child = node.children[name(of: member)] else { continue }
            copy(to: member.value)
            if child.isTarget {
                output += Redaction.replacement
                isChanged = true
            } else {
                rewriteValue(member.value, member.valueEnd, child, end, &output, &isChanged)
            }
            copied = member.valueEnd
        }
        copy(to: stop)
    }

    private func name(of member: JSONMember) -> [UInt8] {
        let raw = UnsafeBufferPointer(start: member.start + 1, count: Int(member.nameCount))
        guard member.hasEscapedName else { return Array(raw) }
        return Array(
            JSONText.string(FieldText(start: member.start + 1, count: raw.count, isEscaped: true)).utf8
        )
    }

    /// Paths go on in objects, and in the objects of arrays.
    private func rewriteValue(
        _ value: UnsafePointer<UInt8>,
        _ valueEnd: UnsafePointer<UInt8>,
        _ node: Node,
        _ end: UnsafePointer<UInt8>,
        _ output: inout [UInt8],
        _ isChanged: inout Bool
    ) {
        var isTooDeep = false
        switch value.pointee {
        case UInt8(ascii: "{"):
            let inside = JSONMembers(capacity: 16)
            _ = JSONScanner.members(value, end, into: inside, &isTooDeep)
            rewrite(inside, node, value, valueEnd, end, &output, &isChanged)
        case UInt8(ascii: "["):
            var copied = value
            var position = JSONScanner.skipBlanks(value + 1, end)
            while position < valueEnd - 1 {
                output.append(contentsOf: UnsafeBufferPointer(start: copied, count: position - copied))
                guard let after = JSONScanner.value(position, end, depth: 0, &isTooDeep) else { break }
                rewriteValue(position, after, node, end, &output, &isChanged)
                copied = after
                position = JSONScanner.skipBlanks(after, end)
                if position.pointee == UInt8(ascii: ",") {
                    position = JSONScanner.skipBlanks(position + 1, end)
                }
            }
            output.append(contentsOf: UnsafeBufferPointer(start: copied, count: valueEnd - copied))
        default:
            output.append(contentsOf: UnsafeBufferPointer(start: value, count: valueEnd - value))
        }
    }
}
