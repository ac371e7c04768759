public import FraiseModel

/// What is to be known about one segment in the tables: its state and rows of it.
public struct SegmentPublication: Hashable, Sendable {
    /// Whether the segment still takes commits.
    public enum State: String, Hashable, Sendable {
        case open
        case sealed
    }

    /// The archive's identity, 16 bytes.
    public var archive: [UInt8]
    /// The segment's number.
    public var segment: Int64
    /// The agent's host name.
    public var host: String
    /// The run that wrote the last commit, 16 bytes.
    public var run: [UInt8]
    public var state: State
    /// The last commit that the rows account for.
    public var lastCommit: Int64
    /// Length of the rows' windows in seconds: 60 or 3600.
    public var resolution: Int
    /// Rows of the segment, no two with the same window and key, with the figures of the whole segment so far.
    public var rows: [SummaryRow]
    /// Rows that the caller left out already; rows outside retention that are given are counted on top.
    public var rowsOutside: Int64
    /// The segment's head, 32 bytes, when sealed.
    public var head: [UInt8]?

    /// A publication from its parts.
    public init(
        archive: [UInt8],
        segment: Int64,
        host: String,
        run: [UInt8],
        state: State,
        lastCommit: Int64,
        resolution: Int = 60,
        rows: [SummaryRow],
        rowsOutside: Int64 = 0,
        head: [UInt8]? = nil
    ) {
        self.archive = archive
        self.segment = segment
        self.host = host
        self.run = run
        self.state = state
        self.lastCommit = lastCommit
        self.resolution = resolution
        self.rows = rows
        self.rowsOutside = rowsOutside
        self.head = head
    }
}
