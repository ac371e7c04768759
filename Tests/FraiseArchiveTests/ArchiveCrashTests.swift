import FraiseArchive
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Synchronization
import Testing

/// Death between any two system calls, torn writes, failing fsyncs: after a restart each record is there once.
@Suite(.serialized) struct ArchiveCrashTests {
    static let total = 400

    /// Runs to completion without faults and counts the calls.
    private func undisturbed() throws -> (calls: Int, rows: [ArchiveHarness.WindowPlace: OperationTotals]) {
        let scratch = try ScratchDirectory()
        let root = scratch.path + "/archive"
        let calls = Mutex(0)
        FaultInjection.set(
            { _, _ in
                calls.withLock { $0 += 1 }
                return nil
            },
            under: root
        )
        defer { FaultInjection.set(nil, under: root) }
        var harness = ArchiveHarness(root: root)
        harness.rotateSize = 6000
        try harness.finish(upTo: Self.total)
        #expect(try harness.records() == NumberedRecords.kept(0..<Self.total))
        return (calls.withLock { $0 }, try harness.rows())
    }

    @Test(arguments: [nil, 7, 1])
    func deathAtEveryCall(tornWrite: Int?) throws {
        let reference = try undisturbed()
        #expect(reference.calls > 150)
        var interrupted = 0
        let points = CrashPoints.of(reference.calls, every: 40)
        for point in points {
            let scratch = try ScratchDirectory()
            let root = scratch.path + "/archive"
            var harness = ArchiveHarness(root: root)
            harness.rotateSize = 6000
            let calls = Mutex(0)
            // From this call on the process is dead: nothing reaches the disk any more. A write at the very
            // point may still arrive in part.
            FaultInjection.set(
                { call, _ in
                    let number = calls.withLock { calls in
                        calls += 1
                        return calls
                    }
                    if number <= point { return nil }
                    if number == point + 1, call == .write, let tornWrite { return .short(tornWrite) }
                    return .fail(EIO)
                },
                under: root
            )
            let acknowledged = Mutex(0)
            do {
                let archive = try harness.open()
                defer { try? archive.close() }
                try harness.write(archive, upTo: Self.total, batch: 20) { done in
                    acknowledged.withLock { $0 = done }
                }
                try archive.rotate()
                try archive.waitForSealing()
            } catch {
                interrupted += 1
            }
            FaultInjection.set(nil, under: root)
            do {
                let archive = try harness.open()
                #expect(harness.next(archive) >= acknowledged.withLock { $0 }, "death at call \(point)")
                try archive.close()
            }
            try harness.finish(upTo: Self.total)
            #expect(try harness.records() == NumberedRecords.kept(0..<Self.total), "death at call \(point)")
            #expect(try harness.rows() == reference.rows, "death at call \(point)")
        }
        #expect(interrupted > points.count / 2)
    }

    @Test func failedFsyncIsAnsweredByWritingAgain() throws {
        let scratch = try ScratchDirectory()
        let root = scratch.path + "/archive"
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        try harness.write(archive, upTo: 100, batch: 20)
        let failures = Mutex(1)
        FaultInjection.set(
            { call, _ in
                guard call == .fsync else { return nil }
                return failures.withLock { left in
                    defer { left -= 1 }
                    return left > 0 ? .fail(EIO) : nil
                }
            },
            under: root
        )
        defer { FaultInjection.set(nil, under: root) }
        try harness.write(archive, upTo: 200, batch: 50)
        FaultInjection.set(nil, under: root)
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        #expect(try harness.records() == NumberedRecords.kept(0..<200))
    }

    @Test func fullDiskPausesAndGoesOn() throws {
        let scratch = try ScratchDirectory()
        let root = scratch.path + "/archive"
        let harness = ArchiveHarness(root: root)
        let archive = try harness.open()
        try harness.write(archive, upTo: 100, batch: 20)
        FaultInjection.set({ call, _ in call == .write ? .fail(ENOSPC) : nil }, under: root)
        #expect(throws: FraiseError.self) { try harness.write(archive, upTo: 120, batch: 20) }
        #expect(throws: FraiseError.self) { try archive.flush() }
        FaultInjection.set(nil, under: root)
        try archive.flush()
        #expect(archive.takeCommitted().count == 6)
        try harness.write(archive, upTo: 200, batch: 20)
        try archive.rotate()
        try archive.waitForSealing()
        try archive.close()
        #expect(try harness.records() == NumberedRecords.kept(0..<200))
    }
}
