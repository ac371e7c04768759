import FraiseModel
import FraiseTail
import Testing

/// Answers that a test gives in place of a file.
final class GivenFacts: ContentFacts {
    var isGzip = false
    var whole = true
    var same = false
    var agreements: [Int64: Agreement] = [:]
    var first: (hash: UInt64, length: Int64) = (7, 1024)

    init(same: Bool = false, agreements: [Int64: Agreement] = [:], isGzip: Bool = false) {
        self.same = same
        self.agreements = agreements
        self.isGzip = isGzip
    }

    var length: Int64 = 0
    func isLonger(than other: Int64) -> Bool { length > other }
    func isWhole() -> Bool { whole }
    func continues(_ position: FilePosition) -> Bool { same }
    func agreement(with position: FilePosition) -> Agreement { agreements[position.number] ?? .none }
    func prefix() -> (hash: UInt64, length: Int64) { first }
}

@Suite struct FollowMachineTests {
    let now = Timestamp(seconds: 1_800_000_000)

    func file(_ path: String, inode: UInt64, size: Int64 = 5000, device: UInt64 = 1) -> FoundFile {
        FoundFile(
            source: "app",
            path: path,
            identity: FileIdentity(device: device, inode: inode),
            size: size,
            modified: Timestamp(seconds: now.seconds - 100),
            changed: Timestamp(seconds: now.seconds - 100)
        )
    }

    func position(_ number: Int64, _ path: String, inode: UInt64, offset: Int64) -> FilePosition {
        var position = FilePosition(
            number: number,
            source: "app",
            path: path,
            identity: FileIdentity(device: 1, inode: inode)
        )
        position.offset = offset
        position.prefixLength = min(offset, 1024)
        position.lastSeen = now.seconds
        return position
    }

    func machine(_ positions: [FilePosition]) -> FollowMachine {
        FollowMachine(positions: positions, nextNumber: 10, at: now)
    }

    func resolve(
        _ machine: inout FollowMachine,
        _ file: FoundFile,
        _ facts: GivenFacts
    ) throws -> FollowDecision {
        try machine.resolve(file, facts: facts, at: now) { $0.size }
    }

    @Test func rule1SameFileGoesOnUnderItsNewName() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        let decision = try machine.recognise(
            file("/app.log.1", inode: 5),
            facts: GivenFacts(same: true),
            at: now
        )
        #expect(decision == .same(number: 1, from: "/app.log"))
        #expect(machine.takeChanges().positions.map(\.path) == ["/app.log.1"])
    }

    @Test func rule2RewrittenFileIsANewGeneration() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        let found = file("/app.log", inode: 5)
        #expect(try machine.recognise(found, facts: GivenFacts(), at: now) == nil)
        #expect(machine.entries[1]?.state == .orphaned(since: now))
        #expect(try resolve(&machine, found, GivenFacts()) == .new(number: 10))
        #expect(machine.entries[10]?.position.generation == 1)
        #expect(machine.nextNumber == 11)
        // Nothing is left of the former content: nobody waits for it.
        #expect(machine.canRead(10))
    }

    @Test func rule2APartOfWhatTheInodeHeldIsNoTwin() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        let found = file("/app.log", inode: 5, size: 2000)
        _ = try machine.recognise(found, facts: GivenFacts(), at: now)
        let facts = GivenFacts(agreements: [1: .shorter(1024)])
        #expect(try resolve(&machine, found, facts) == .new(number: 10))
    }

    @Test func rule3CopyOfAFollowedFileIsParkedAndContinuedWhenTheOriginalIsCut() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        _ = try machine.recognise(file("/app.log", inode: 5), facts: GivenFacts(same: true), at: now)
        machine.saw(size: 5000, of: 1, at: now)
        let copy = file("/app.log.1", inode: 6)
        let facts = GivenFacts(agreements: [1: .whole])
        #expect(try resolve(&machine, copy, facts) == .parked(of: 1))
        machine.rewritten(1, at: now)
        #expect(try resolve(&machine, copy, facts) == .continued(number: 1))
        #expect(machine.entries[1]?.position.identity.inode == 6)
        #expect(machine.entries[1]?.position.offset == 4000)
    }

    @Test func rule3ACopyIsNotLongerThanItsOriginal() throws {
        var machine = machine([position(1, "/a.log", inode: 5, offset: 4000)])
        _ = try machine.recognise(file("/a.log", inode: 5), facts: GivenFacts(same: true), at: now)
        machine.saw(size: 4000, of: 1, at: now)
        let other = file("/b.log", inode: 6, size: 4001)
        let facts = GivenFacts(agreements: [1: .whole])
        facts.length = 4001
        #expect(try resolve(&machine, other, facts) == .new(number: 10))
    }

    @Test func rule3LittleAgreementNeedsARotatedName() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 100)])
        machine.settle(seen: [], open: [], at: now)
        let facts = GivenFacts(agreements: [1: .whole])
        #expect(try resolve(&machine, file("/b.log", inode: 6), facts) == .new(number: 10))
        #expect(try resolve(&machine, file("/app.log.1", inode: 7), facts) == .continued(number: 1))
    }

    @Test func rule3OwnPathAndInodeUnderAnotherDevice() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 100)])
        machine.settle(seen: [], open: [], at: now)
        let facts = GivenFacts(agreements: [1: .whole])
        let moved = file("/app.log", inode: 5, device: 2)
        #expect(try resolve(&machine, moved, facts) == .continued(number: 1))
    }

    @Test func rule3AShorterTwinIsDone() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        machine.settle(seen: [], open: [], at: now)
        let facts = GivenFacts(agreements: [1: .shorter(2048)])
        #expect(try resolve(&machine, file("/app.log.1", inode: 6, size: 2100), facts) == .done(of: 1))
        #expect(machine.entries[1]?.position.identity.inode == 5)
    }

    @Test func rule3TheLongerAgreementWins() throws {
        var machine = machine([
            position(1, "/app.log", inode: 5, offset: 2000), position(2, "/app.log", inode: 6, offset: 3000),
        ])
        machine.settle(seen: [], open: [], at: now)
        let facts = GivenFacts(agreements: [1: .whole, 2: .whole])
        #expect(try resolve(&machine, file("/app.log.1", inode: 7), facts) == .continued(number: 2))
    }

    @Test func rule4OtherContentIsNew() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        machine.settle(seen: [], open: [], at: now)
        #expect(try resolve(&machine, file("/app.log.1", inode: 6), GivenFacts()) == .new(number: 10))
    }

    @Test func anUnfinishedGzipFileIsToldLater() throws {
        var machine = machine([])
        let facts = GivenFacts(isGzip: true)
        facts.whole = false
        var found = file("/app.log.1.gz", inode: 6)
        found.changed = now
        #expect(try resolve(&machine, found, facts) == .later)
        machine.isPatient = false
        #expect(try resolve(&machine, found, facts) == .new(number: 10))
    }

    @Test func aSuccessorWaitsUntilThePredecessorWasAtItsEndOnce() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        _ = try machine.recognise(file("/app.log.1", inode: 5), facts: GivenFacts(same: true), at: now)
        #expect(try resolve(&machine, file("/app.log", inode: 6), GivenFacts()) == .new(number: 10))
        #expect(!machine.canRead(10) && machine.canRead(1))
        machine.reachedEnd(1)
        #expect(machine.canRead(10))
    }

    @Test func bytesOfAnOrphanAreLostAfterTenMinutesAndFoundAgain() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        _ = try machine.recognise(file("/app.log", inode: 5), facts: GivenFacts(same: true), at: now)
        machine.saw(size: 5000, of: 1, at: now)
        machine.rewritten(1, at: now)
        #expect(machine.tick(at: Timestamp(seconds: now.seconds + 599)).isEmpty)
        let range = LostRange(number: 1, offset: 4000, length: 1000)
        #expect(machine.tick(at: Timestamp(seconds: now.seconds + 600)) == [range])
        #expect(machine.takeChanges().lost == [range])
        let facts = GivenFacts(agreements: [1: .whole])
        #expect(try resolve(&machine, file("/app.log.1", inode: 6), facts) == .continued(number: 1))
        #expect(machine.takeChanges().lost.map(\.length) == [-1000])
    }

    @Test func aPositionWithoutAPathIsDroppedAfterThirtyDays() {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        machine.settle(seen: [], open: [], at: now)
        _ = machine.tick(at: Timestamp(seconds: now.seconds + 30 * 86_400))
        #expect(machine.takeChanges().dropped.isEmpty)
        _ = machine.tick(at: Timestamp(seconds: now.seconds + 30 * 86_400 + 1))
        #expect(machine.takeChanges().dropped == [1])
    }

    @Test func aFileIsOverWhenDeletedAndClosedOrReplacedAndIdle() throws {
        var machine = machine([position(1, "/app.log", inode: 5, offset: 4000)])
        _ = try machine.recognise(file("/app.log", inode: 5), facts: GivenFacts(same: true), at: now)
        machine.settle(seen: [], open: [1], at: now)
        #expect(!machine.isOver(1, links: 0, hasWriter: false, at: now))
        machine.reachedEnd(1)
        #expect(machine.isOver(1, links: 0, hasWriter: false, at: now))
        #expect(!machine.isOver(1, links: 0, hasWriter: true, at: now))
        #expect(!machine.isOver(1, links: 0, hasWriter: nil, at: now))
        #expect(machine.isOver(1, links: 0, hasWriter: nil, at: Timestamp(seconds: now.seconds + 60)))
        #expect(!machine.isOver(1, links: 1, hasWriter: nil, at: Timestamp(seconds: now.seconds + 86_399)))
        #expect(machine.isOver(1, links: 1, hasWriter: nil, at: Timestamp(seconds: now.seconds + 86_400)))
    }
}
