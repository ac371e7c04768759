public import FraiseModel

/// What happens while files are followed. Texts are paths as they are: escape them before showing them.
public enum TailEvent: Hashable, Sendable {
    /// A file is followed from now on.
    case fileAdded(path: String, source: String, number: Int64)
    /// A followed file has another name.
    case fileMoved(from: String, to: String, number: Int64)
    /// A file is gone or replaced and was read to its end.
    case fileFinished(path: String, number: Int64)
    /// The content changed before the offset; reading begins anew at the start.
    case fileRewritten(path: String, number: Int64, unread: Int64)
    /// A copy of a file that is still followed; it is not read.
    case twinParked(path: String, original: Int64)
    /// A copy or the compressed form of a file that is gone; reading goes on in it.
    case twinContinued(path: String, number: Int64, offset: Int64)
    /// A copy of what was read already; it is not read.
    case twinDone(path: String, original: Int64)
    /// Bytes that no file has any more.
    case lost(path: String, number: Int64, offset: Int64, length: Int64)
    /// NUL bytes at the start of a rewritten file, passed over.
    case holeSkipped(path: String, number: Int64, length: Int64)
    /// A gzip file cannot be decompressed from here on.
    case damagedGzip(path: String, number: Int64, offset: Int64)
    /// A problem with a path that lasts until `resolved` is reported for it.
    case problem(path: String, TailProblem)
    /// The problem with this path is over.
    case resolved(path: String)
    /// Files are looked at every few seconds instead of at once.
    case polling(FraiseError)
}
