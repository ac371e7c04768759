public import FraiseModel

/// What the next commit must persist of the files followed.
public struct PositionChanges: Sendable {
    /// Counts the hand-outs; given back by `Tailer.committed(through:)`.
    public var token: Int64 = 0
    /// Positions that are new or have changed, by ascending number.
    public var positions: [FilePosition]
    /// Numbers of positions to be forgotten.
    public var dropped: [Int64]
    /// Bytes that no file has any more; their lengths are in `ledgers` too.
    public var lost: [LostRange]
    /// What the tailer itself adds to the account of files: skipped and lost bytes, by number.
    public var ledgers: [Int64: Ledger] = [:]

    /// Changes from their parts.
    public init(positions: [FilePosition] = [], dropped: [Int64] = [], lost: [LostRange] = []) {
        self.positions = positions
        self.dropped = dropped
        self.lost = lost
    }

    /// Whether there is nothing to persist.
    public var isEmpty: Bool { positions.isEmpty && dropped.isEmpty && lost.isEmpty && ledgers.isEmpty }
}
