internal import FraiseModel
internal import FraisePlatform

/// What recovery finds in an open segment file: the longest valid prefix, what it amounts to, and damage.
struct SegmentScan {
    let path: String
    let number: Int64
    private(set) var header: SegmentHeader?
    private(set) var state = ArchiveState()
    private(set) var summary: SegmentSummary
    /// End of the last whole run of members; what lies behind is cut or damage.
    private(set) var validLength: Int64 = 0
    /// Greatest length that any valid member states as durable.
    private(set) var durableLength: Int64 = 0
    private(set) var fileLength: Int64 = 0
    /// SHA-256 of the member that ends at `validLength`.
    private(set) var lastMember = Digest.zero
    private(set) var firstCommit: Int64 = 0
    private(set) var lastCommit: Int64 = 0
    private(set) var firstCommitTime: Timestamp?
    private(set) var damage: [Range<Int64>] = []
    private(set) var deltaBytes = 0
    private(set) var snapshotBytes = 0

    /// Longest tail that an interrupted append can leave: one flush and one append.
    private static let longestTornTail: Int64 = 16 << 20 + 64 << 20

    private let decoder: any ArchivedRecordDecoder
    private let batch = RecordBatch()
    private var numbering = KeyNumbering()
    private let content = MemberContent()
    private let codec = BodyCodec()
    private var run: [Member] = []
    private var previous = Digest.zero
    private var hasState = false

    /// Scans a file. `expected` is what its successor says of its end.
    init(
        path: String,
        number: Int64,
        maximumKeys: Int,
        expected: SegmentHeader.Predecessor?,
        decoder: any ArchivedRecordDecoder
    ) throws(FraiseError) {
        self.path = path
        self.number = number
        self.decoder = decoder
        summary = SegmentSummary(maximumKeys: maximumKeys)
        let file = try MemberFile(path)
        fileLength = file.length
        var offset: Int64 = 0
        while true {
            offset = try scan(file, from: offset)
            if offset >= file.length { break }
            guard let next = try resume(file, after: offset) else { break }
            damage.append(validLength..<next)
            offset = next
        }
        if let expected, damage.isEmpty || validLength != expected.finalLength {
            if validLength < expected.finalLength {
                damage.append(validLength..<expected.finalLength)
            } else if validLength == expected.finalLength, lastMember != expected.lastMember {
                damage.append(0..<0)
            }
        } else if expected == nil, file.length - validLength > SegmentScan.longestTornTail {
            damage.append(validLength..<file.length)
        }
    }

    /// Takes valid members from `offset` on; returns where that ended.
    private mutating func scan(_ file: MemberFile, from start: Int64) throws(FraiseError) -> Int64 {
        var offset = start
        while offset < file.length {
            guard let (member, bytes) = try file.member(at: offset), member.segment == number,
                member.previous == previous, take(member, bytes, end: offset + Int64(member.size))
            else { return offset }
            previous = Digest.of(bytes)
            offset += Int64(member.size)
            durableLength = max(durableLength, member.durableLength)
            if run.isEmpty {
                validLength = offset
                lastMember = previous
            }
        }
        return offset
    }

    /// Where valid members that were acknowledged go on after damage; nil when what lies there is a torn tail.
    private mutating func resume(_ file: MemberFile, after offset: Int64) throws(FraiseError) -> Int64? {
        run.removeAll()
        var start = offset + 1
        while let found = try file.search(from: start) {
            guard let (member, _) = try file.member(at: found) else { return nil }
            if member.segment == number, member.lastCommit > lastCommit, member.durableLength > validLength,
                member.part == 0
            {
                previous = member.previous
                lastCommit = member.lastCommit - (member.kind == .block || member.kind == .delta ? 1 : 0)
                return found
            }
            start = found + 1
        }
        return nil
    }

    /// Takes a member into the picture; false when it does not fit.
    private mutating func take(_ member: Member, _ bytes: [UInt8], end: Int64) -> Bool {
        if let first = run.first {
            guard member.part == run.count, member.parts == first.parts else { return false }
        } else if member.part != 0 {
            return false
        }
        switch member.kind {
        case .header:
            guard header == nil, member.parts == 1, let body = try? codec.payload(of: member.body),
                let decoded = try? SegmentHeader(body)
            else { return false }
            header = decoded
            lastCommit = member.lastCommit
            summary = SegmentSummary(maximumKeys: decoded.maximumKeys)
            return true
        case .snapshot:
            guard member.lastCommit == lastCommit else { return false }
            run.append(member)
            snapshotBytes = run.count == 1 ? member.size : snapshotBytes + member.size
            guard run.count == Int(member.parts) else { return true }
            guard let payload = try? codec.payload(ofParts: run.map(\.body)),
                let decoded = try? ArchiveState(payload)
            else { return false }
            run.removeAll()
            if !hasState || damage.isEmpty { state = decoded }
            hasState = true
            deltaBytes = 0
            return true
        case .delta, .block:
            guard header != nil, hasState, member.lastCommit == lastCommit + 1 else { return false }
            deltaBytes += member.streamOffset
            guard member.kind == .block else {
                run.append(member)
                return true
            }
            guard Int(member.part) == run.count, Int(member.parts) == run.count + 1 else { return false }
            return takeBlock(member, bytes)
        case .section, .end: return false
        }
    }

    private mutating func takeBlock(_ member: Member, _ bytes: [UInt8]) -> Bool {
        guard content.inflate(member, bytes),
            let payload = try? codec.payload(ofParts: run.map(\.body) + [member.body]),
            let body = try? CommitBody(payload)
        else { return false }
        run.removeAll()
        state.apply(body, commit: member.lastCommit)
        lastCommit = member.lastCommit
        if firstCommit == 0 {
            firstCommit = member.lastCommit
            firstCommitTime = Timestamp(microseconds: member.wallTime)
        }
        batch.removeAll()
        _ = decoder.decode(content.bytes, into: batch)
        numbering.take(batch)
        summary.apply(batch, numbering: numbering, tally: body.tally)
        return true
    }
}
