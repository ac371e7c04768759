import FraiseModel
import FraisePlatform
import FraiseTestSupport
import Synchronization
import Testing

@testable import FraiseArchive

/// Snapshots in the middle of a segment: cut, and standing behind damage.
@Suite struct InnerSnapshotTests {
    private let scratch: ScratchDirectory
    private let harness: ArchiveHarness
    private let files = 1200

    init() throws {
        scratch = try ScratchDirectory()
        harness = ArchiveHarness(root: scratch.path + "/archive")
    }

    private func changes(_ step: Int) -> [FileChange] {
        (1...files).map { number in
            var position = NumberedRecords.position(step, file: Int64(number))
            position.path = "/log/\(number).jsonl"
            position.tailHash = UInt64(number * 31 + step) &* 0x9E37_79B9_7F4A_7C15
            let lanes = (1...4).map { (position.tailHash &+ UInt64($0)) &* 0xD6E8_FEB8_6659_FD93 }
            position.running = XXH64(lanes: lanes, length: 0) ?? XXH64()
            return FileChange(position: position, ledger: NumberedRecords.ledger(step - 1..<step))
        }
    }

    /// Commits until a snapshot stands in the middle and two more follow; the state after each.
    private func write() throws -> (
        path: String, members: [(offset: Int64, member: Member)], states: [ArchiveState]
    ) {
        let archive = try harness.open()
        let path = ArchiveLayout(root: harness.root).openPath(1)
        var states = [archive.state]
        var left = 3
        var step = 0
        var members: [(offset: Int64, member: Member)] = []
        while left > 0 {
            step += 1
            try archive.append(nil, changes: changes(step), generation: 1)
            try archive.flush()
            states.append(archive.state)
            members = []
            let file = try MemberFile(path)
            var offset: Int64 = 0
            while let (member, _) = try file.member(at: offset) {
                members.append((offset, member))
                offset += Int64(member.size)
            }
            if members.contains(where: { $0.member.kind == .snapshot && $0.member.lastCommit > 0 }) {
                left -= 1
            }
        }
        try archive.close()
        return (path, members, states)
    }

    @Test func cutInsideIsATornTail() throws {
        let (path, members, states) = try write()
        let bytes = try FileSystem.read(path)
        let inner = members.filter { $0.member.kind == .snapshot && $0.member.lastCommit > 0 }
        #expect(inner.count > 3)
        let commit = Int(inner[0].member.lastCommit)
        for (offset, member) in inner {
            for length in [Int(offset) + 5, Int(offset) + member.size] {
                try FileSystem.replace(path, with: Array(bytes[..<length]))
                let archive = try harness.open()
                #expect(
                    archive.state.files == states[commit].files && archive.state.lastCommit == Int64(commit)
                )
                // What is added next joins what is left.
                try archive.append(nil, changes: changes(commit + 1), generation: 1)
                try archive.close()
                let again = try harness.open()
                #expect(again.state.files == states[commit + 1].files)
                try again.close()
            }
        }
        let damaged = harness.events.messages.withLock { $0.filter { $0.hasPrefix("damaged") } }
        #expect(damaged.isEmpty)
    }

    @Test func snapshotBehindDamageBringsPositions() throws {
        let (path, members, states) = try write()
        let file = try OpenFile(path, .append)
        // The commit that first named the files: only the snapshot knows them then.
        let first = try #require(members.first { $0.member.kind == .delta && $0.member.lastCommit == 1 })
        let place = first.offset + 200
        try file.write([try file.bytes(at: place, count: 1)[0] ^ 1], at: place)
        let archive = try harness.open()
        defer { try? archive.close() }
        let last = try #require(states.last)
        #expect(archive.state.files.mapValues(\.position) == last.files.mapValues(\.position))
        for (number, state) in archive.state.files {
            let ledger = state.ledger
            #expect(ledger.parsedBytes + ledger.lostBytes == state.position.offset, "file \(number)")
            #expect(ledger.lostBytes > 0)
        }
        #expect(archive.state.runs == last.runs)
    }
}
