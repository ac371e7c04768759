import FraiseArchive
import FraiseModel
import FraisePlatform
import Synchronization

/// An archive of numbered records in a directory, written, killed and read back.
struct ArchiveHarness {
    let root: String
    let events = NumberedRecords.Events()
    var rotateSize: Int64 = 256 << 20
    var maximumKeys = 2000
    var isSmall = false
    /// Further settings.
    var configure: (inout ArchiveSettings) -> Void = { _ in }
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
        settings.maximumKeys = maximumKeys
        settings.isSmall = isSmall
        configure(&settings)
        return try Archive(settings, events: events) { NumberedRecords.Decoder() }
    }

    /// The next number that the archive has not taken.
    func next(_ archive: Archive) -> Int {
        Int(archive.state.files[1]?.position.offset ?? 0) / NumberedRecords.lineLength
    }

    /// Commits records up to `total` in batches, from where the archive stands; returns how many are durable.
    /// Stops at the first error.
    @discardableResult
    func write(_ archive: Archive, upTo total: Int, batch size: Int, acknowledged: (Int) -> Void = { _ in })
        throws
        -> Int
    {
        var next = next(archive)
        var order = NumberedRecords.KeyOrder()
        while next < total {
            let end = min(next + size, total)
            try archive.append(
                NumberedRecords.batch(next..<end, order: &order),
                changes: [
                    FileChange(
                        position: NumberedRecords.position(end),
                        ledger: NumberedRecords.ledger(next..<end)
                    )
                ],
                generation: 1
            )
            next = end
            try archive.flush()
            acknowledged(next)
        }
        return next
    }

    /// Opens the archive, has all records up to `total` written and sealed, and closes it.
    func finish(upTo total: Int, batch size: Int = 20) throws {
        let archive = try open()
        try write(archive, upTo: total, batch: size)
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
    }

    /// Every record in the sealed segments, in order of segments.
    func records() throws -> [Int] {
        var numbers: [Int] = []
        for file in try ArchiveLayout(root: root).sealedFiles() {
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
