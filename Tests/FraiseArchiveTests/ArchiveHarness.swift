import FraiseArchive
import FraiseModel
import FraisePlatform
import Synchronization

/// An archive of numbered records in a directory, written, killed and read back.
struct ArchiveHarness {
    let root: String
    let events = NumberedRecords.Events()
    var rotateSize: Int64 = 256 << 20
    /// Wall time; tests move it.
    let now = SharedTime()

    final class SharedTime: Sendable {
        let value = Mutex(Timestamp(seconds: 1_790_000_000))
        func advance(seconds: Int64) { value.withLock { $0.microseconds += seconds * 1_000_000 } }
    }

    func open() throws -> Archive {
        let now = now
        var settings = ArchiveSettings(directory: root, host: "host 1") { now.value.withLock { $0 } }
        settings.rotateSize = rotateSize
        return try Archive(settings, events: events) { NumberedRecords.Decoder() }
    }

    /// Commits records up to `total` in batches, from where the archive stands; returns how many are durable.
    /// Stops at the first error.
    @discardableResult
    func write(_ archive: Archive, upTo total: Int, batch size: Int, acknowledged: (Int) -> Void = { _ in })
        throws
        -> Int
    {
        var next = Int(archive.state.files[1]?.position.offset ?? 0) / NumberedRecords.lineLength
        var isFirst = true
        while next < total {
            let end = min(next + size, total)
            var ledger = Ledger()
            ledger.parsedBytes = Int64((end - next) * NumberedRecords.lineLength)
            ledger.records = Int64(end - next)
            ledger.operations = ledger.records
            try archive.append(
                NumberedRecords.batch(next..<end, isFirst: isFirst),
                changes: [FileChange(position: NumberedRecords.position(end), ledger: ledger)],
                generation: 1
            )
            isFirst = false
            next = end
            try archive.flush()
            acknowledged(next)
        }
        return next
    }

    /// Every record in the archive, in order of segments; the sealed file counts where both exist.
    func records() throws -> [Int] {
        let layout = ArchiveLayout(root: root)
        var numbers: [Int] = []
        for file in try layout.sealedFiles() {
            try SealedSegment(path: file.path).forEachBlock { numbers += NumberedRecords.numbers($0) }
        }
        return numbers
    }

    /// Merged rows of all sealed segments.
    func rows() throws -> [WindowPlace: OperationTotals] {
        var merged: [WindowPlace: OperationTotals] = [:]
        for file in try ArchiveLayout(root: root).sealedFiles() {
            for row in try SealedSegment(path: file.path).summary() ?? [] {
                merged[WindowPlace(start: row.windowStart, key: row.key), default: OperationTotals()]
                    .merge(row.totals)
            }
        }
        return merged
    }

    struct WindowPlace: Hashable {
        var start: Int64
        var key: WindowKey
    }
}
