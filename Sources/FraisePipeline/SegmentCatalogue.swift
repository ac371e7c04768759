internal import FraiseArchive
internal import FraiseModel

/// The sealed segments of an archive with a bounded cache of what was read of them. Sealed files never change.
actor SegmentCatalogue {
    private let layout: ArchiveLayout
    private let archive: [UInt8]
    private var known: [String: SealedSegment] = [:]
    private var summaries: [(path: String, rows: [SummaryRow])] = []

    /// Most rows kept of summaries: a few segments of an ordinary day.
    private static let rowBound = 100_000

    init(directory: String, archive: [UInt8]) {
        layout = ArchiveLayout(root: directory)
        self.archive = archive
    }

    /// Oldest first.
    func segments() throws(FraiseError) -> [SealedSegment] {
        let own = Hexadecimal.text(archive.prefix(4))
        var found: [String: SealedSegment] = [:]
        var result: [SealedSegment] = []
        for file in try layout.sealedFiles() where file.archive == own {
            // A file that cannot be read is damaged or going: `archive verify` is there for it.
            guard let segment = known[file.path] ?? (try? SealedSegment(path: file.path)),
                segment.end.archive == archive
            else { continue }
            found[file.path] = segment
            result.append(segment)
        }
        known = found
        return result
    }

    /// Rows of minutes that begin at or after `start`.
    func rows(from start: Int64) throws(FraiseError) -> [SummaryRow] {
        var rows: [SummaryRow] = []
        for segment in try segments() where segment.end.maximumTime >= start * 1_000_000 {
            rows += try summary(of: segment).filter { $0.windowStart >= start }
        }
        return rows
    }

    private func summary(of segment: SealedSegment) throws(FraiseError) -> [SummaryRow] {
        if let cached = summaries.first(where: { $0.path == segment.path }) { return cached.rows }
        let rows = try segment.summaryIfPresent() ?? []
        summaries.append((segment.path, rows))
        while summaries.count > 1, summaries.reduce(0, { $0 + $1.rows.count }) > SegmentCatalogue.rowBound {
            summaries.removeFirst()
        }
        return rows
    }
}
