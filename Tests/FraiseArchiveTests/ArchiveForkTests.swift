@testable import FraiseArchive
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Synchronization
import Testing

/// A copied archive goes on under a new identity, with every record once, whenever it dies on the way.
@Suite(.serialized) struct ArchiveForkTests {
    private func copy(_ from: String, to: String) throws {
        try FileSystem.makeDirectories(to)
        for name in try FileSystem.list(from) where name != "_lock" {
            let path = from + "/" + name
            if try FileSystem.status(path)?.sort == .directory {
                try copy(path, to: to + "/" + name)
            } else {
                try FileSystem.replace(to + "/" + name, with: try FileSystem.read(path))
            }
        }
    }

    private func original(_ root: String) throws -> [UInt8] {
        let harness = ArchiveHarness(root: root)
        try harness.finish(upTo: 100)
        let archive = try harness.open()
        try harness.write(archive, upTo: 160, batch: 20)
        try archive.close()
        return archive.identity
    }

    @Test func copyGoesOnByItself() throws {
        let scratch = try ScratchDirectory()
        let old = try original(scratch.path + "/first")
        try copy(scratch.path + "/first", to: scratch.path + "/second")
        let harness = ArchiveHarness(root: scratch.path + "/second")
        try harness.finish(upTo: 300)
        #expect(harness.events.messages.withLock { $0.first } == "forked")
        // The fork's own segment 1 comes in the order of identities, so the order of records is not fixed.
        #expect(try harness.records().sorted() == NumberedRecords.kept(0..<300))
        let files = try ArchiveLayout(root: harness.root).sealedFiles()
        let forks = files.filter { $0.fork != nil }
        #expect(forks.map(\.segment) == [2])
        #expect(forks.first?.archive == Hexadecimal.text(old.prefix(4)))
        let own = files.filter { $0.archive != Hexadecimal.text(old.prefix(4)) }
        #expect(own.map(\.segment) == [1])
        #expect(forks.first?.fork == own.first?.archive)
        // The fork continues the old line's chain.
        let first = try SealedSegment(
            path: try #require(
                files.first {
                    $0.segment == 1 && $0.fork == nil
                        && $0.archive != own.first?.archive
                }
            ).path
        )
        #expect(try SealedSegment(path: try #require(forks.first).path).end.previousHead == first.head)
        // The original is what it was.
        let untouched = ArchiveHarness(root: scratch.path + "/first")
        try untouched.finish(upTo: 200)
        #expect(try untouched.records() == NumberedRecords.kept(0..<200))
        #expect(untouched.events.messages.withLock { !$0.contains("forked") })
    }

    @Test func deathWhileForking() throws {
        let scratch = try ScratchDirectory()
        _ = try original(scratch.path + "/first")
        var point = CrashPoints.isFull ? 0 : Int.random(in: 0..<4)
        while true {
            let root = scratch.path + "/copy\(point)"
            try copy(scratch.path + "/first", to: root)
            let harness = ArchiveHarness(root: root)
            let calls = Mutex(0)
            FaultInjection.set(
                { [point] _, _ in
                    calls.withLock { calls in
                        calls += 1
                        return calls > point ? .fail(EIO) : nil
                    }
                },
                under: root + "/"
            )
            var isThrough = false
            if let archive = try? harness.open() {
                isThrough = calls.withLock { $0 <= point }
                try? archive.close()
            }
            FaultInjection.set(nil, under: root + "/")
            try harness.finish(upTo: 300)
            #expect(try harness.records().sorted() == NumberedRecords.kept(0..<300), "death at call \(point)")
            if isThrough { break }
            point += CrashPoints.isFull ? 1 : 4
        }
        #expect(point > 30)
    }

    /// Copied between the rename of a sealed file and the unlinking of the open one.
    @Test func copyWithASealedTwin() throws {
        let scratch = try ScratchDirectory()
        let root = scratch.path + "/first"
        _ = try original(root)
        let path = ArchiveLayout(root: root).openPath(2)
        let open = try FileSystem.read(path)
        try ArchiveHarness(root: root).finish(upTo: 160)
        try copy(root, to: scratch.path + "/second")
        let harness = ArchiveHarness(root: scratch.path + "/second")
        try FileSystem.replace(ArchiveLayout(root: harness.root).openPath(2), with: open)
        try harness.finish(upTo: 300)
        #expect(try harness.records().sorted() == NumberedRecords.kept(0..<300))
        #expect(try ArchiveLayout(root: harness.root).sealedFiles().allSatisfy { $0.fork == nil })
    }
}
