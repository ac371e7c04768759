public import FraiseModel

/// What reading a found file says about positions: the questions of the identity rules. Reading is elsewhere, so
/// that the rules can be tested without files.
public protocol ContentFacts: AnyObject {
    /// Whether the content is gzip.
    var isGzip: Bool { get }
    /// False while a gzip file ends inside a member: it may still be written.
    func isWhole() throws(FraiseError) -> Bool
    /// Rule 1: at least as long as the offset, and the prefix and the last bytes before the offset agree.
    func continues(_ position: FilePosition) throws(FraiseError) -> Bool
    /// Rule 3: how the content compares with all that was read under a position.
    func agreement(with position: FilePosition) throws(FraiseError) -> Agreement
    /// Whether the content is longer than this many bytes.
    func isLonger(than length: Int64) throws(FraiseError) -> Bool
    /// Hash and length of the first min(size, 1 KiB) bytes of the content.
    func prefix() throws(FraiseError) -> (hash: UInt64, length: Int64)
}

/// How a content compares with what was read under a position.
public enum Agreement: Hashable, Sendable {
    case none
    /// The first [0, offset) bytes are the same.
    case whole
    /// It is shorter than the offset and the same up to the greatest checkpoint that it reaches, of this length.
    case shorter(Int64)
}
