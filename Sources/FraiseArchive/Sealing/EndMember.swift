public import FraiseModel

/// The body of a sealed segment's last member: where everything is and what it amounts to. Its length is fixed,
/// so that a reader finds it from the end of the file.
public struct EndMember: Hashable, Sendable {
    /// Sections of the trailer; raw values are in the format.
    enum Section: UInt8, CaseIterable {
        case finalSnapshot = 1
        case blockTable = 2
        case keyTable = 9
        case summary = 10
        case ledger = 11
    }

    /// Where a section's members are.
    struct Place: Hashable {
        var offset: Int64 = 0
        var length: Int64 = 0
        var parts: UInt32 = 0
    }

    /// Identity of the archive, 16 bytes.
    public var archive: [UInt8]
    /// Number of the segment.
    public var segment: Int64
    public var firstCommit: Int64
    public var lastCommit: Int64
    /// Records in the file.
    public var records: Int64
    /// Operations counted, kept or not.
    public var operations: Int64
    /// Bytes of lines, uncompressed.
    public var contentBytes: Int64
    /// Range of event times; minimum above maximum when there are no records.
    public var minimumTime: Int64
    public var maximumTime: Int64
    /// Wall time of the first commit, microseconds.
    public var firstCommitTime: Int64
    /// When it was sealed.
    public var sealed: Timestamp
    var blocks: Int64
    /// Where the data members end and the trailer begins.
    var dataEnd: Int64
    /// Length of the open file and SHA-256 of its last member.
    var openLength: Int64
    var openLastMember: [UInt8]
    var manifest: SegmentHeader.Head
    /// head(n−1).
    public var previousHead: [UInt8]
    /// Byte ranges of the open file that were damaged, at most 8; in an empty one nothing is missing, but the
    /// chain breaks there, or the end differs from what the next segment's header names.
    public var damage: [Range<Int64>]
    var places: [UInt8: Place]
    var dataRoot: [UInt8]
    var trailerRoot: [UInt8]

    static let slots = 16
    static let damageSlots = 8
    static let bodyLength =
        16 + 8 * 13 + 32 + 40 + 32 + 1 + damageSlots * 16 + slots * 20 + 32 + 32 + 32
    /// Bytes of the whole member.
    static let memberLength = Member.overhead + bodyLength + 2

    /// The body up to, but without, the head.
    func encodedWithoutHead() -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(archive)
        for value in [
            segment, firstCommit, lastCommit, records, operations, contentBytes, minimumTime, maximumTime,
            firstCommitTime, sealed.microseconds, blocks, dataEnd, openLength,
        ] {
            writer.fixed(value)
        }
        writer.raw(openLastMember)
        writer.fixed(manifest.number)
        writer.raw(manifest.hash)
        writer.raw(previousHead)
        writer.byte(UInt8(min(damage.count, EndMember.damageSlots)))
        for slot in 0..<EndMember.damageSlots {
            writer.fixed(slot < damage.count ? damage[slot].lowerBound : 0)
            writer.fixed(slot < damage.count ? damage[slot].upperBound : 0)
        }
        for slot in 0..<EndMember.slots {
            let place = places[UInt8(slot)] ?? Place()
            writer.fixed(place.offset)
            writer.fixed(place.length)
            writer.fixed(place.parts)
        }
        writer.raw(dataRoot)
        writer.raw(trailerRoot)
        return writer.bytes
    }

    /// Ranges as far as there is room: the last takes in all that follow.
    static func joined(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
        guard ranges.count > damageSlots, let last = ranges.last else { return ranges }
        return ranges.prefix(damageSlots - 1) + [ranges[damageSlots - 1].lowerBound..<last.upperBound]
    }

    init(
        archive: [UInt8],
        segment: Int64,
        sealed: Timestamp,
        previousHead: [UInt8],
        manifest: SegmentHeader.Head
    ) {
        self.archive = archive
        self.segment = segment
        self.sealed = sealed
        self.previousHead = previousHead
        self.manifest = manifest
        firstCommit = 0
        lastCommit = 0
        records = 0
        operations = 0
        contentBytes = 0
        minimumTime = .max
        maximumTime = .min
        firstCommitTime = 0
        blocks = 0
        dataEnd = 0
        openLength = 0
        openLastMember = Digest.zero
        damage = []
        places = [:]
        dataRoot = Digest.zero
        trailerRoot = Digest.zero
    }

    /// Reads a body and its head.
    static func decode(_ body: [UInt8]) throws(FraiseError) -> (end: EndMember, head: [UInt8]) {
        guard body.count == bodyLength else { throw ByteReader.damaged }
        var reader = ByteReader(body)
        let archive = try reader.raw(16)
        var values: [Int64] = []
        for _ in 0..<13 { values.append(try reader.fixed(Int64.self)) }
        let openLastMember = try reader.raw(32)
        let manifest = SegmentHeader.Head(number: try reader.fixed(Int64.self), hash: try reader.raw(32))
        var end = EndMember(
            archive: archive,
            segment: values[0],
            sealed: Timestamp(microseconds: values[9]),
            previousHead: try reader.raw(32),
            manifest: manifest
        )
        end.firstCommit = values[1]
        end.lastCommit = values[2]
        end.records = values[3]
        end.operations = values[4]
        end.contentBytes = values[5]
        end.minimumTime = values[6]
        end.maximumTime = values[7]
        end.firstCommitTime = values[8]
        end.blocks = values[10]
        end.dataEnd = values[11]
        end.openLength = values[12]
        end.openLastMember = openLastMember
        let damaged = Int(try reader.byte())
        for slot in 0..<damageSlots {
            let lower = try reader.fixed(Int64.self)
            let upper = try reader.fixed(Int64.self)
            guard lower <= upper else { throw ByteReader.damaged }
            if slot < damaged { end.damage.append(lower..<upper) }
        }
        for slot in 0..<slots {
            let place = Place(
                offset: try reader.fixed(Int64.self),
                length: try reader.fixed(Int64.self),
                parts: try reader.fixed(UInt32.self)
            )
            if place.parts > 0 { end.places[UInt8(slot)] = place }
        }
        end.dataRoot = try reader.raw(32)
        end.trailerRoot = try reader.raw(32)
        return (end, try reader.raw(32))
    }
}
