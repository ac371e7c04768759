/// A segment as the tables know it.
public struct PublishedSegment: Hashable, Sendable {
    public var segment: Int64
    /// 16 bytes.
    public var run: [UInt8]
    public var state: SegmentPublication.State
    /// The last commit that the rows account for.
    public var lastCommit: Int64
    /// Length of its rows' windows in seconds.
    public var resolution: Int
    /// Rows in the table when it was last published.
    public var rows: Int64
    /// Rows that were outside retention.
    public var rowsOutside: Int64
    /// 32 bytes, once sealed.
    public var head: [UInt8]?
    /// Left out of views: a line of the archive that lives on elsewhere took its place.
    public var isSuperseded: Bool
}
