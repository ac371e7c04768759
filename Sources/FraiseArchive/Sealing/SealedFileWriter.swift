internal import FraiseModel
internal import FraisePlatform

/// Writes the members of a sealed file one after the other and keeps the roots over them.
struct SealedFileWriter {
    private let file: OpenFile
    private var written: Int64 = 0
    private var buffer: [UInt8] = []
    private var previous = Digest.zero
    var lastMember: [UInt8] { previous }
    private var tree = MerkleTree()

    init(_ path: String) throws(FraiseError) {
        file = try OpenFile(path, .create)
    }

    var offset: Int64 { written + Int64(buffer.count) }

    /// Ends the part of the file whose root is returned; the next member begins another.
    mutating func takeRoot() -> [UInt8] {
        defer { tree = MerkleTree() }
        return tree.root
    }

    mutating func add(_ member: Member) throws(FraiseError) {
        var member = member
        member.previous = previous
        let start = buffer.count
        buffer.append(contentsOf: member.empty())
        try appended(from: start)
    }

    mutating func add(_ member: Member, stream: ArraySlice<UInt8>, trailer: [UInt8]) throws(FraiseError) {
        var member = member
        member.previous = previous
        let start = buffer.count
        buffer.append(contentsOf: member.head(streamLength: stream.count))
        buffer.append(contentsOf: stream)
        buffer.append(contentsOf: trailer)
        try appended(from: start)
    }

    mutating func add(_ template: Member, parts: [[UInt8]]) throws(FraiseError) {
        for (index, part) in parts.enumerated() {
            var member = template
            member.part = UInt32(index)
            member.parts = UInt32(parts.count)
            member.body = part
            try add(member)
        }
    }

    /// Takes the member that begins there in the buffer into chain and root.
    private mutating func appended(from start: Int) throws(FraiseError) {
        previous = buffer.withUnsafeBytes { Digest.of(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        tree.add(memberDigest: previous)
        if buffer.count >= 1 << 20 { try drain() }
    }

    private mutating func drain() throws(FraiseError) {
        try file.write(buffer, at: written)
        written += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws(FraiseError) {
        try drain()
        try file.synchronize()
    }
}
