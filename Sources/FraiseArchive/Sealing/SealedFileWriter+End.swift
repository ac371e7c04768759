internal import FraiseModel

extension SealedFileWriter {
    /// Adds the end member with head(n), the SHA-256 of its subfield up to the head field.
    mutating func addEnd(_ member: Member, _ end: EndMember) throws(FraiseError) {
        var member = member
        member.previous = lastMember
        member.body = end.encodedWithoutHead() + Digest.zero
        let draft = member.head(streamLength: Member.emptyStream.count)
        let head = EndMember.head(ofMember: draft)
        member.body.replaceSubrange((member.body.count - 32)..., with: head)
        try add(member)
    }
}

extension EndMember {
    /// The head that an end member's own bytes give.
    static func head(ofMember bytes: [UInt8]) -> [UInt8] {
        let start = Member.prefixLength
        let end = start + Member.fixedLength - 4 + bodyLength - 32
        return Digest.of(Array(bytes[start..<end]))
    }
}
