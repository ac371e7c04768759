import Crypto
import FraiseArchive
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Synchronization
import Testing

/// Removal of sealed segments from real directories: by age, size and want of space, and by an agent that dies.
@Suite(.serialized) struct RetentionTests {
    private let scratch: ScratchDirectory
    private var harness: ArchiveHarness

    init() throws {
        scratch = try ScratchDirectory()
        harness = ArchiveHarness(root: scratch.path + "/archive")
    }

    /// Seals three segments of 20 records, a day apart.
    private func seal(_ archive: Archive, _ harness: ArchiveHarness) throws {
        for total in [20, 40, 60] {
            try harness.write(archive, upTo: total, batch: 10)
            try archive.rotate()
            try archive.waitForSealing()
            harness.now.advance(seconds: 86_400)
        }
    }

    /// Opens the archive, works with it, and gives its lock back.
    private func session(_ harness: ArchiveHarness, _ body: (Archive) throws -> Void) throws {
        let archive = try harness.open()
        defer { try? archive.close() }
        try body(archive)
        try archive.close()
    }

    private func numbers(_ root: String) throws -> [Int64] {
        try ArchiveLayout(root: root).sealedFiles().map(\.segment)
    }

    private func removed(_ harness: ArchiveHarness) throws -> [Int64] {
        let layout = ArchiveLayout(root: harness.root)
        return try Manifest(path: layout.manifest) { Timestamp(seconds: 0) }.entries
            .filter { $0.event == "removed" }.map(\.segment)
    }

    @Test mutating func ageRemovesWithAnEntryAndEmptyDays() throws {
        harness.configure = { $0.retentionAge = 2 * 86_400 }
        try session(harness) { archive in
            try seal(archive, harness)
            archive.applyRetention()
            archive.waitForRetention()
        }
        // Sealed three, two and one day ago.
        #expect(try numbers(harness.root) == [3])
        #expect(try removed(harness) == [1, 2])
        #expect(try FileSystem.list(harness.root).filter { $0.hasPrefix("date=") }.count == 1)
        let left = try harness.records()
        #expect(!left.isEmpty && Set(left).isSubset(of: 40..<60))
        #expect(harness.events.messages.withLock { $0 }.suffix(2) == ["removed 1 age", "removed 2 age"])
        // Numbers and positions go on where they were.
        try session(harness) { archive in
            #expect(archive.openSegment.number == 4)
            let written = try harness.write(archive, upTo: 80, batch: 10)
            #expect(written == 80)
        }
    }

    @Test mutating func everySegmentMayGo() throws {
        harness.configure = { $0.retentionAge = 1 }
        try session(harness) { archive in
            try seal(archive, harness)
            archive.applyRetention()
            archive.waitForRetention()
        }
        #expect(try numbers(harness.root).isEmpty)
        harness.configure = { _ in }
        try session(harness) { archive in
            try harness.write(archive, upTo: 80, batch: 10)
            try archive.rotate()
            try archive.waitForSealing()
        }
        let left = try harness.records()
        #expect(!left.isEmpty && Set(left).isSubset(of: 60..<80))
    }

    @Test mutating func sizeRemovesTheOldestAfterSealing() throws {
        try session(harness) { try seal($0, harness) }
        let sizes = try ArchiveLayout(root: harness.root).sealedFiles().map {
            try SealedSegment(path: $0.path).size
        }
        let bound = sizes[2] + sizes[1]
        harness.configure = { $0.retentionSize = bound }
        let archive = try harness.open()
        archive.applyRetention()
        archive.waitForRetention()
        #expect(try numbers(harness.root) == [2, 3])
        try harness.write(archive, upTo: 80, batch: 10)
        try archive.rotate()
        try archive.waitForSealing()
        #expect(try numbers(harness.root).last == 4)
        #expect(try numbers(harness.root).count <= 2)
        try archive.close()
    }

    @Test mutating func onceAMinute() throws {
        harness.configure = { $0.retentionAge = 3600 }
        let archive = try harness.open()
        try harness.write(archive, upTo: 20, batch: 10)
        try archive.rotate()
        try archive.waitForSealing()
        archive.applyRetention()
        archive.waitForRetention()
        harness.now.advance(seconds: 3599)
        archive.applyRetention()
        archive.waitForRetention()
        #expect(try numbers(harness.root) == [1])
        harness.now.advance(seconds: 1)
        archive.applyRetention()
        archive.waitForRetention()
        #expect(try numbers(harness.root).isEmpty)
        try archive.close()
    }

    @Test mutating func nothingThatIsBeingSealedIsRemoved() throws {
        harness.configure = { $0.retentionAge = 0 }
        let archive = try harness.open()
        let root = harness.root
        try harness.write(archive, upTo: 20, batch: 10)
        // The open file cannot be removed: sealing stays before its step 4.
        FaultInjection.set(
            { call, path in call == .unlink && path.hasSuffix("_open/0000000001.jsonl.gz") ? .fail(EIO) : nil
            },
            under: root
        )
        defer { FaultInjection.set(nil, under: root) }
        try archive.rotate()
        #expect(throws: FraiseError.self) { try archive.waitForSealing() }
        archive.applyRetention()
        archive.waitForRetention()
        _ = try archive.makeSpace(.max)
        #expect(try numbers(root) == [1])
        #expect(try removed(harness).isEmpty)
        FaultInjection.set(nil, under: root)
        while archive.sealingFailure != nil { try? archive.waitForSealing() }
        try archive.waitForSealing()
        #expect(try numbers(root).isEmpty)
        #expect(try removed(harness) == [1])
        try archive.close()
    }

    @Test mutating func spaceIsMadeByTheOldestOnly() throws {
        let root = harness.root
        // As if each sealed file took 100 of 400 bytes.
        harness.configure = {
            $0.space = { path throws(FraiseError) in
                (400 - 100 * Int64(try ArchiveLayout(root: path).sealedFiles().count), 400)
            }
        }
        let archive = try harness.open()
        try seal(archive, harness)
        #expect(try archive.makeSpace(100).free == 100)
        #expect(try numbers(root) == [1, 2, 3])
        #expect(try archive.makeSpace(101).free == 200)
        #expect(try numbers(root) == [2, 3])
        #expect(try archive.makeSpace(1000).free == 400)
        #expect(try numbers(root).isEmpty)
        #expect(try removed(harness) == [1, 2, 3])
        #expect(
            harness.events.messages.withLock { $0 }.suffix(3)
                == ["removed 1 space", "removed 2 space", "removed 3 space"]
        )
        try archive.close()
    }

    @Test mutating func summariesThatTheTablesLackAreKept() throws {
        harness.configure = {
            $0.retentionAge = 1
            $0.keepsUnpublished = true
        }
        let archive = try harness.open()
        let root = harness.root
        try harness.write(archive, upTo: 20, batch: 10)
        try archive.rotate()
        try archive.waitForSealing()
        let layout = ArchiveLayout(root: root)
        let first = try #require(try layout.sealedFiles().first)
        let segment = try SealedSegment(path: first.path)
        let rows = try segment.summary()
        let origin = try segment.origin()
        harness.now.advance(seconds: 10)
        try harness.write(archive, upTo: 40, batch: 10)
        archive.markPublished([2])
        try archive.rotate()
        try archive.waitForSealing()
        harness.now.advance(seconds: 100)
        archive.applyRetention()
        archive.waitForRetention()
        #expect(try numbers(root).isEmpty)
        let paths = try layout.pendingSummaries()
        #expect(paths.count == 1)
        let kept = try PendingSummary(path: try #require(paths.first))
        #expect(kept.rows == rows)
        #expect(kept.end == segment.end)
        #expect(kept.head == segment.head)
        #expect(kept.origin.host == origin.host)
        #expect(kept.origin.run == origin.run)
        try kept.remove()
        #expect(try layout.pendingSummaries().isEmpty)
        try archive.close()
    }

    @Test mutating func aCutSummaryIsNoSummary() throws {
        harness.configure = {
            $0.retentionAge = 0
            $0.keepsUnpublished = true
        }
        let archive = try harness.open()
        try harness.write(archive, upTo: 20, batch: 10)
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        let path = try #require(try ArchiveLayout(root: harness.root).pendingSummaries().first)
        let whole = try FileSystem.read(path)
        for length in stride(from: 0, to: whole.count, by: 97) {
            try OpenFile(path, .append).truncate(to: 0)
            try OpenFile(path, .append).write(Array(whole[..<length]), at: 0)
            #expect(throws: FraiseError.self) { try PendingSummary(path: path) }
        }
    }

    // MARK: Death at every call

    private func retain(_ harness: ArchiveHarness) throws {
        try session(harness) { archive in
            archive.applyRetention()
            archive.waitForRetention()
        }
    }

    /// Files and `removed` entries are disjoint and are all segments; summaries are kept; the chain holds.
    private func check(_ harness: ArchiveHarness, _ note: String) throws {
        let gone = try removed(harness)
        let there = try numbers(harness.root)
        #expect(Set(gone).count == gone.count, "\(note)")
        #expect(Set(gone).union(there) == [1, 2, 3], "\(note)")
        #expect(Set(gone).isDisjoint(with: there), "\(note)")
        let layout = ArchiveLayout(root: harness.root)
        var kept: Set<Int64> = []
        for path in try layout.pendingSummaries() {
            kept.insert(try PendingSummary(path: path).end.segment)
        }
        #expect(kept.isSuperset(of: gone), "\(note)")
        let days = try FileSystem.list(harness.root).filter { $0.hasPrefix("date=") }
        #expect(days.count == there.count, "\(note)")
        var previous = String(repeating: "0", count: 64)
        for line in try FileSystem.read(layout.manifest).split(separator: 10) {
            #expect(
                String(decoding: line, as: UTF8.self).hasSuffix("\"previous\":\"\(previous)\"}"),
                "\(note)"
            )
            previous = Hexadecimal.text(Array(SHA256.hash(data: Array(line))))
        }
    }

    @Test func deathAtEveryCallOfARemoval() throws {
        var failures = 0
        var points = 1
        var point = -1
        while point < points {
            let scratch = try ScratchDirectory()
            var harness = ArchiveHarness(root: scratch.path + "/archive")
            let root = harness.root
            try session(harness) { try seal($0, harness) }
            harness.configure = {
                $0.retentionAge = 1
                $0.keepsUnpublished = true
            }
            let calls = Mutex(0)
            // From this call on nothing reaches the disk any more, but for the beginning of a write at that very
            // point; the first run, with -1, only counts.
            let plan: FaultInjection.Plan = { [point] call, _ in
                let number = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                if point < 0 || number <= point { return nil }
                if number == point + 1, call == .write { return .short(7) }
                return .fail(EIO)
            }
            try session(harness) { archive in
                FaultInjection.set(plan, under: root)
                archive.applyRetention()
                archive.waitForRetention()
                let failure = archive.retentionFailure
                FaultInjection.set(nil, under: root)
                if point < 0 {
                    points = calls.withLock { $0 }
                    #expect(points > 60)
                    #expect(failure == nil)
                } else if failure != nil {
                    failures += 1
                }
            }
            harness.configure = { _ in }
            try session(harness) { _ in }
            try check(harness, "death at call \(point)")
            harness.configure = {
                $0.retentionAge = 1
                $0.keepsUnpublished = true
            }
            try retain(harness)
            try check(harness, "after death at call \(point)")
            #expect(try numbers(root).isEmpty)
            point += 1
        }
        // A segment that cannot be read is left alone; all else is said.
        #expect(failures > points * 9 / 10)
    }
}
