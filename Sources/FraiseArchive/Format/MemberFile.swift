internal import FraiseModel
internal import FraisePlatform

/// Reads the members of a segment file one by one.
struct MemberFile {
    let file: OpenFile
    let length: Int64

    init(_ path: String) throws(FraiseError) {
        file = try OpenFile(path, .read)
        length = try file.status().size
    }

    init(file: OpenFile, length: Int64) {
        self.file = file
        self.length = length
    }

    /// The member at `offset` with all its bytes; nil when there is no valid head.
    func member(at offset: Int64) throws(FraiseError) -> (member: Member, bytes: [UInt8])? {
        guard offset >= 0, offset < length else { return nil }
        var bytes = try file.bytes(at: offset, count: Int(min(256 * 1024, length - offset)))
        guard let member = try Member.parse(bytes, available: length - offset) else { return nil }
        if member.size < bytes.count {
            bytes.removeSubrange(member.size...)
        } else if member.size > bytes.count {
            bytes += try file.bytes(at: offset + Int64(bytes.count), count: member.size - bytes.count)
        }
        return bytes.count == member.size ? (member, bytes) : nil
    }

    /// Offset of the next valid member at or after `offset`, by its fixed first bytes; nil when there is none.
    func search(from offset: Int64) throws(FraiseError) -> Int64? {
        let step = 1 << 20
        var start = offset
        while start < length {
            let window = try file.bytes(at: start, count: step + Member.gzipHeader.count - 1)
            if window.isEmpty { return nil }
            var index = 0
            while index + Member.gzipHeader.count <= window.count {
                guard let found = window[index...].firstIndex(of: 0x1F),
                    found + Member.gzipHeader.count <= window.count
                else { break }
                if window[found..<found + Member.gzipHeader.count].elementsEqual(Member.gzipHeader),
                    try member(at: start + Int64(found)) != nil
                {
                    return start + Int64(found)
                }
                index = found + 1
            }
            start += Int64(step)
        }
        return nil
    }
}
