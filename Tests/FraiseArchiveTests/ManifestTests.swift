import Crypto
@testable import FraiseArchive
import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Glibc
import Testing

@Suite struct ManifestTests {
    private let scratch: ScratchDirectory
    private let archive = [UInt8](repeating: 0xA1, count: 16)
    private var path: String { scratch.file("_MANIFEST.jsonl") }

    init() throws { scratch = try ScratchDirectory() }

    private func open() throws -> Manifest {
        try Manifest(path: path, clock: { Timestamp(seconds: 1_790_000_000) })
    }

    /// Follows the chain by the file's bytes alone.
    private func lines() throws -> [String] {
        let bytes = try FileSystem.read(path)
        #expect(bytes.isEmpty || bytes.last == 10)
        var previous = String(repeating: "0", count: 64)
        var texts: [String] = []
        for (index, line) in bytes.split(separator: 10).enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            #expect(text.hasPrefix("{\"n\":\(index + 1),\"at\":\"2026-09-21T"))
            #expect(text.hasSuffix(",\"previous\":\"\(previous)\"}"))
            previous = SHA256.hash(data: Array(line)).map { Hexadecimal.text([$0]) }.joined()
            texts.append(text)
        }
        return texts
    }

    @Test func linesAreChained() throws {
        let manifest = try open()
        try manifest.append(.sealed, archive: archive, segment: 1, head: [UInt8](repeating: 1, count: 32))
        try manifest.append(.removed, archive: archive, segment: 1)
        try open().append(.damaged, archive: archive, segment: 2, details: [("ranges", "[[0,5]]")])
        #expect(try lines().count == 3)
        let entries = try open().entries
        #expect(entries.map(\.event) == ["sealed", "removed", "damaged"])
        #expect(entries.map(\.segment) == [1, 1, 2])
        #expect(entries[0].head == String(repeating: "01", count: 32) && entries[1].head.isEmpty)
    }

    @Test func lastLineWithoutEndIsCut() throws {
        try open().append(.sealed, archive: archive, segment: 1)
        let whole = try FileSystem.read(path)
        try open().append(.sealed, archive: archive, segment: 2)
        let both = try FileSystem.read(path)
        for length in whole.count..<both.count {
            try scratch.write("_MANIFEST.jsonl", Array(both[..<length]))
            let manifest = try open()
            #expect(manifest.entries.count == 1)
            #expect(try FileSystem.read(path) == whole)
            try manifest.append(.sealed, archive: archive, segment: 3)
            #expect(try lines().count == 2)
        }
    }

    @Test func growsBehindAnotherProcess() throws {
        let one = try open()
        let other = try open()
        try one.append(.sealed, archive: archive, segment: 1)
        try other.append(.rebuilt, archive: archive, segment: 1)
        try one.append(.sealed, archive: archive, segment: 2)
        #expect(try lines().count == 3)
    }

    /// A write that arrived in part and could not be taken back: the next line does not join it.
    @Test func tornLineThatCouldNotBeCut() throws {
        let manifest = try open()
        try manifest.append(.sealed, archive: archive, segment: 1)
        FaultInjection.set(
            { call, _ in
                switch call {
                case .fsync, .ftruncate: .fail(EIO)
                default: nil
                }
            },
            under: path
        )
        #expect(throws: FraiseError.self) { try manifest.append(.sealed, archive: archive, segment: 2) }
        FaultInjection.set(nil, under: path)
        // Only a part of it is on disk.
        let length = try #require(try FileSystem.status(path)).size
        try OpenFile(path, .append).truncate(to: length - 9)
        try manifest.append(.sealed, archive: archive, segment: 2)
        #expect(try lines().count == 2)
    }

    @Test func failedAppendIsTakenBack() throws {
        let manifest = try open()
        try manifest.append(.sealed, archive: archive, segment: 1)
        FaultInjection.set({ call, _ in call == .fsync ? .fail(EIO) : nil }, under: path)
        #expect(throws: FraiseError.self) { try manifest.append(.sealed, archive: archive, segment: 2) }
        FaultInjection.set(nil, under: path)
        #expect(!manifest.has(.sealed, archive: archive, segment: 2))
        try manifest.append(.sealed, archive: archive, segment: 2)
        #expect(try lines().count == 2)
        #expect(try open().entries.map(\.segment) == [1, 2])
    }
}
