internal import FraiseModel

extension OpenSegment {
    /// Adds a run of members without content that together carry a payload.
    mutating func add(_ template: Member, parts: [[UInt8]]) {
        for (index, part) in parts.enumerated() {
            var member = template
            member.part = UInt32(index)
            member.parts = UInt32(parts.count)
            member.body = part
            add(member)
        }
    }
}
