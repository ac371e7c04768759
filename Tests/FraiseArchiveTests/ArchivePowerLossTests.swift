import FraiseArchive
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Synchronization
import Testing

/// Power cuts with lost, torn and reordered writes, also during the recovery from an earlier one: each
/// acknowledged record is there once, and nothing is taken for corruption.
@Suite(.serialized) struct ArchivePowerLossTests {
    static let total = 300

    private func harness(_ root: String) -> ArchiveHarness {
        var harness = ArchiveHarness(root: root)
        harness.rotateSize = 5000
        return harness
    }

    private func undisturbed() throws -> (calls: Int, rows: [ArchiveHarness.WindowPlace: OperationTotals]) {
        let scratch = try ScratchDirectory()
        let root = try scratch.directory("archive")
        let calls = Mutex(0)
        FaultInjection.set(
            { _, _ in
                calls.withLock { $0 += 1 }
                return nil
            },
            under: root
        )
        defer { FaultInjection.set(nil, under: root) }
        try harness(root).finish(upTo: Self.total)
        return (calls.withLock { $0 }, try harness(root).rows())
    }

    @Test func powerFailsTwice() throws {
        let reference = try undisturbed()
        for point in CrashPoints.of(reference.calls, every: CrashPoints.isFull ? 1 : 9) {
            let seed = UInt64.random(in: 1..<1_000_000)
            let scratch = try ScratchDirectory()
            let root = try scratch.directory("archive")
            let harness = harness(root)
            let acknowledged = Mutex(0)
            // The second cut falls into recovery or soon after it.
            for cut in [point, Int(seed % 60)] {
                let power = PowerLoss(root: root, point: cut, seed: seed)
                do {
                    let archive = try harness.open()
                    defer { try? archive.close() }
                    try harness.write(archive, upTo: Self.total, batch: 20) { done in
                        acknowledged.withLock { $0 = max($0, done) }
                    }
                    try archive.rotate()
                    try archive.waitForSealing()
                } catch {}
                power.restore()
            }
            do {
                let archive = try harness.open()
                let done = acknowledged.withLock { $0 }
                #expect(harness.next(archive) >= done, "point \(point), seed \(seed)")
                try archive.close()
            } catch {
                Issue.record(error, "point \(point), seed \(seed)")
                continue
            }
            try harness.finish(upTo: Self.total)
            let records = try harness.records()
            #expect(records == NumberedRecords.kept(0..<Self.total), "point \(point), seed \(seed)")
            #expect(try harness.rows() == reference.rows, "point \(point), seed \(seed)")
            let damage = harness.events.messages.withLock { $0.filter { $0.hasPrefix("damaged") } }
            #expect(damage.isEmpty, "point \(point), seed \(seed)")
        }
    }
}
