internal import FraiseModel
internal import FraisePlatform

/// The segment that takes commits: an append-only sequence of members, durable up to `durableLength`.
///
/// Built members wait in `pending` until one write and one fsync make them durable; they stay there until then,
/// so that a failed fsync, after which the page cache proves nothing, can be answered by writing them again.
struct OpenSegment {
    let number: Int64
    /// Changes once, when the segment is put in place.
    var path: String
    let header: SegmentHeader
    private var file: OpenFile
    private(set) var durableLength: Int64
    private var pending: [UInt8] = []
    private var isFileSuspect = false
    /// SHA-256 of the last member, written or pending.
    private(set) var lastMember: [UInt8]
    /// Bytes of members since the last snapshot, and of that snapshot.
    var deltaBytes = 0
    var snapshotBytes = 0
    /// First and last commit in it, 0 when none; wall time of the first.
    var firstCommit: Int64 = 0
    var lastCommit: Int64 = 0
    var firstCommitTime: Timestamp?

    init(
        number: Int64,
        path: String,
        header: SegmentHeader,
        file: OpenFile,
        durableLength: Int64,
        lastMember: [UInt8]
    ) {
        self.number = number
        self.path = path
        self.header = header
        self.file = file
        self.durableLength = durableLength
        self.lastMember = lastMember
    }

    var pendingBytes: Int { pending.count }
    /// Length when all that is pending is written.
    var length: Int64 { durableLength + Int64(pending.count) }

    /// Adds a member without content.
    mutating func add(_ member: Member) {
        var member = member
        member.previous = lastMember
        member.durableLength = durableLength
        let bytes = member.empty()
        lastMember = Digest.of(bytes)
        pending.append(contentsOf: bytes)
    }

    /// Adds a member with a raw deflate stream of content with that CRC-32 and length.
    mutating func add(_ member: Member, stream: UnsafeRawBufferPointer, checksum: UInt32, contentLength: Int)
    {
        var member = member
        member.previous = lastMember
        member.durableLength = durableLength
        let start = pending.count
        pending.append(contentsOf: member.head(streamLength: stream.count))
        pending.append(contentsOf: stream)
        var end = ByteWriter()
        end.fixed(checksum)
        end.fixed(UInt32(truncatingIfNeeded: contentLength))
        pending.append(contentsOf: end.bytes)
        lastMember = pending.withUnsafeBytes {
            Digest.of(UnsafeRawBufferPointer(rebasing: $0[start...]))
        }
    }

    /// Makes everything pending durable. After an error nothing is lost: call it again later.
    mutating func flush() throws(FraiseError) {
        if pending.isEmpty, !isFileSuspect { return }
        if !isFileSuspect {
            do throws(FraiseError) {
                return try writePending()
            } catch {
                isFileSuspect = true
            }
        }
        file = try OpenFile(path, .append)
        try file.truncate(to: durableLength)
        try file.synchronize()
        try writePending()
        isFileSuspect = false
    }

    private mutating func writePending() throws(FraiseError) {
        try file.write(pending, at: durableLength)
        try file.synchronize()
        durableLength += Int64(pending.count)
        pending.removeAll(keepingCapacity: pending.count < 4 << 20)
    }
}
