/// The account of a file: every byte is parsed, rejected, skipped, pending or lost. Adding is merging.
public struct Ledger: Hashable, Sendable {
    /// Bytes of lines that became records.
    public var parsedBytes: Int64 = 0
    public var rejectedBytes: Int64 = 0
    /// Empty lines, byte-order marks, holes, what `start: end` passes over.
    public var skippedBytes: Int64 = 0
    /// Bytes consumed, but held until their record is whole.
    public var heldBytes: Int64 = 0
    public var lostBytes: Int64 = 0
    public var lines: Int64 = 0
    /// Records kept in the archive.
    public var records: Int64 = 0
    /// Records counted, kept or not.
    public var operations: Int64 = 0
    /// Lines by reject reason; the index is the reason's raw value.
    public var rejects = [Int64](repeating: 0, count: RejectReason.allCases.count)

    /// All zero.
    public init() {}

    /// Lines rejected for any reason.
    public var rejectedLines: Int64 { rejects.reduce(0, +) }

    /// Adds `other`, whose counts may be negative for held bytes only.
    public mutating func add(_ other: Ledger) {
        parsedBytes += other.parsedBytes
        rejectedBytes += other.rejectedBytes
        skippedBytes += other.skippedBytes
        heldBytes += other.heldBytes
        lostBytes += other.lostBytes
        lines += other.lines
        records += other.records
        operations += other.operations
        for index in rejects.indices where index < other.rejects.count {
            rejects[index] += other.rejects[index]
        }
    }
}
