public import FraiseModel
internal import FraisePlatform

/// What was committed up to a moment, to be read by another thread while the archive goes on.
public struct ArchiveHistory: Sendable {
    let sealed: [String]
    /// Open files with the lengths that were durable; kept open, for sealing removes them.
    let open: [(file: OpenFile, length: Int64)]

    /// Calls `body` with the lines of every block that holds a record at or after `since`, oldest segment first.
    /// Sealed files that vanish meanwhile (by retention) are passed over. Returns false when `body` did.
    @discardableResult
    public func forEachBlock(
        since: Timestamp,
        _ body: (UnsafeRawBufferPointer) -> Bool
    ) throws(FraiseError) -> Bool {
        let content = MemberContent()
        for path in sealed {
            guard let segment = try? SealedSegment(path: path), let file = try? MemberFile(path) else {
                continue
            }
            if segment.end.maximumTime < since.microseconds { continue }
            let reader = SegmentReader(file: file, end: segment.end.dataEnd)
            guard try ArchiveHistory.read(reader, since, content, body) else { return false }
        }
        for (file, length) in open {
            let reader = SegmentReader(file: MemberFile(file: file, length: length), end: length)
            do throws(FraiseError) {
                guard try ArchiveHistory.read(reader, since, content, body) else { return false }
            } catch {
                // A damaged segment that waits to be sealed from what is valid in it.
                guard error.code == .badData else { throw error }
            }
        }
        return true
    }

    private static func read(
        _ blocks: SegmentReader,
        _ since: Timestamp,
        _ content: MemberContent,
        _ body: (UnsafeRawBufferPointer) -> Bool
    ) throws(FraiseError) -> Bool {
        var reader = blocks
        while let block = try reader.next() {
            if block.member.maximumTime < since.microseconds { continue }
            guard content.inflate(block.member, block.bytes) else { continue }
            guard body(content.bytes) else { return false }
        }
        return true
    }
}

extension Archive {
    /// What is committed now, for a reader on another thread. Of sealed segments only those sealed since
    /// `since` are named: what was sealed before cannot hold what is asked of the last hours, but for late
    /// records' neighbours, which lie in later segments.
    public func history(sealedSince since: Timestamp) throws(FraiseError) -> ArchiveHistory {
        // Open files first: one that is sealed meanwhile is then found among the sealed.
        var open: [(number: Int64, file: OpenFile, length: Int64)] = []
        for number in try layout.openSegments() {
            let path = layout.openPath(number)
            let file: OpenFile
            do throws(FraiseError) { file = try OpenFile(path, .read) } catch {
                if try FileSystem.status(path) == nil { continue }
                throw error
            }
            let length = number == openSegment.number ? durableLength : try file.status().size
            open.append((number, file, length))
        }
        let own = Hexadecimal.text(identity.prefix(4))
        let done = Set(
            try layout.sealedFiles().lazy.filter { $0.archive == own && $0.fork == nil }.map(\.segment)
        )
        return ArchiveHistory(
            sealed: try sealedSegments(sealedSince: since).map(\.path),
            open: open.filter { !done.contains($0.number) }.map { ($0.file, $0.length) }
        )
    }

    /// This archive's sealed segments that were sealed at or after `since`, oldest first.
    public func sealedSegments(sealedSince since: Timestamp) throws(FraiseError) -> [SealedSegment] {
        let own = Hexadecimal.text(identity.prefix(4))
        var sealed: [SealedSegment] = []
        for file in try layout.sealedFiles().reversed() where file.archive == own {
            guard let segment = try? SealedSegment(path: file.path) else { continue }
            if segment.end.sealed < since { break }
            sealed.append(segment)
        }
        return sealed.reversed()
    }
}
