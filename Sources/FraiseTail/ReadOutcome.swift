internal import FraiseModel

/// What one turn of reading a file gave.
enum ReadOutcome {
    /// Whole lines, or a reject.
    case block(LineBlock)
    /// Passed over and counted as skipped, up to the position after it; there may be more.
    case skipped(after: FilePosition, isHole: Bool)
    /// Went on with a line over the longest; there may be more.
    case more
    /// All whole lines are taken; so many bytes without an LF are left.
    case atEnd(pending: Int64)
    /// What is before the offset is not what was read.
    case rewritten
    /// All buffers are in use.
    case noBuffer
}
