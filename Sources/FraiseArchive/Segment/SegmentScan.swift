internal import FraiseModel
internal import FraisePlatform

/// What recovery finds in an open segment file: the longest valid prefix, what it amounts to, and damage.
///
/// After damage it goes on with the valid members behind it when they were acknowledged.
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
    private let substitute: SegmentHeader?
    private let initial: ArchiveState?
    private let expected: SegmentHeader.Predecessor?
    private let batch = RecordBatch()
    private var numbering = KeyNumbering()
    private let content = MemberContent()
    private let codec = BodyCodec()
    private var run: [Member] = []
    private var previous = Digest.zero
    private var hasState = false
    private var isChainBroken = false
    /// Commits are missing since the last snapshot or start.
    private var hasGap = false

    /// Scans a file. `expected` is what its successor says of its end. Where the file's own first members are
    /// damaged, `substitute` stands for its header and `initial` for its first snapshot.
    init(
        path: String,
        number: Int64,
        substitute: SegmentHeader?,
        initial: ArchiveState?,
        expected: SegmentHeader.Predecessor?,
        decoder: any ArchivedRecordDecoder
    ) throws(FraiseError) {
        self.path = path
        self.number = number
        self.decoder = decoder
        self.substitute = substitute
        self.initial = initial
        self.expected = expected
        summary = SegmentSummary(maximumKeys: substitute?.maximumKeys ?? 0)
        let whole = try MemberFile(path)
        fileLength = whole.length
        let limit = min(fileLength, expected?.finalLength ?? .max)
        let file = MemberFile(file: whole.file, length: limit)
        var offset: Int64 = 0
        while true {
            offset = try scan(file, from: offset)
            if offset >= limit { break }
            guard let next = try resume(file, after: offset) else { break }
            damage.append(validLength..<next)
            offset = next
        }
        judgeEnd()
        summary.forgetNumbering()
    }

    /// Whether the end is one that an interrupted append can leave.
    private mutating func judgeEnd() {
        guard let expected else {
            if fileLength - validLength > SegmentScan.longestTornTail {
                damage.append(validLength..<fileLength)
            }
            return
        }
        if validLength < expected.finalLength {
            damage.append(validLength..<expected.finalLength)
        } else if damage.isEmpty,
            fileLength > expected.finalLength || lastMember != expected.lastMember
                || lastCommit != expected.lastCommit
        {
            // Empty when only the members differ from what the successor knows.
            damage.append(expected.finalLength..<fileLength)
        }
    }

    /// Takes valid members from `offset` on; returns where that ended.
    private mutating func scan(_ file: MemberFile, from start: Int64) throws(FraiseError) -> Int64 {
        var offset = start
        isChainBroken = false
        while offset < file.length {
            guard let (member, bytes) = try file.member(at: offset), member.segment == number else {
                return offset
            }
            // The damage is then before this member, in bytes of the last that its own checks leave out.
            isChainBroken = member.previous != previous
            guard !isChainBroken, take(member, bytes, end: offset + Int64(member.size)) else { return offset }
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

    /// Where valid members go on after damage; nil when nothing there was acknowledged: a torn tail.
    ///
    /// A member was acknowledged when a later one, or the successor, states a durable length beyond the damage.
    private mutating func resume(_ file: MemberFile, after offset: Int64) throws(FraiseError) -> Int64? {
        run.removeAll()
        var isAcknowledged = (expected?.finalLength ?? 0) > validLength
        var first: (offset: Int64, member: Member)?
        var start = isChainBroken ? offset : offset + 1
        isChainBroken = false
        while let found = try file.search(from: start) {
            guard let (member, _) = try file.member(at: found) else { break }
            start = found + Int64(member.size)
            guard member.segment == number else { continue }
            if first == nil, canResume(at: member) { first = (found, member) }
            isAcknowledged = isAcknowledged || member.durableLength > validLength
            if isAcknowledged, first != nil { break }
        }
        guard isAcknowledged, let first, hasHeader() else { return nil }
        if !hasState, let initial {
            state = initial
            hasState = true
        }
        let before = first.member.kind == .snapshot ? first.member.lastCommit : first.member.lastCommit - 1
        hasGap = hasGap || before > lastCommit
        lastCommit = before
        previous = first.member.previous
        return first.offset
    }

    private func canResume(at member: Member) -> Bool {
        guard member.part == 0 else { return false }
        return switch member.kind {
        case .block, .delta: member.lastCommit > lastCommit && (hasState || initial != nil)
        case .snapshot: member.lastCommit >= lastCommit
        case .header, .section, .end: false
        }
    }

    /// Puts the substitute in the place of a damaged header.
    private mutating func hasHeader() -> Bool {
        if header == nil, let substitute {
            header = substitute
            lastCommit = initial?.lastCommit ?? 0
        }
        return header != nil
    }

    /// Takes a member into the picture; false when it does not fit.
    private mutating func take(_ member: Member, _ bytes: [UInt8], end: Int64) -> Bool {
        if let first = run.first {
            let goesOn = member.kind == first.kind || (first.kind == .delta && member.kind == .block)
            guard member.part == run.count, member.parts == first.parts, goesOn else { return false }
        } else if member.part != 0 {
            return false
        }
        switch member.kind {
        case .header:
            guard validLength == 0, header == nil, member.parts == 1,
                let body = try? codec.payload(of: member.body),
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
            if hasState, hasGap { state.take(afterGap: decoded) } else { state = decoded }
            hasState = true
            hasGap = false
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
        state.apply(body, commit: member.lastCommit, hasGap: hasGap)
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
