public import FraiseModel

/// A reject with its place, as `status --rejects` shows it.
public struct RejectSample: Hashable, Sendable {
    public var source: String
    public var path: String
    public var reject: Reject
    /// When it was read.
    public var seen: Timestamp
    /// The first 200 bytes of the line, only with `log.reject_samples`; hostile text.
    public var text: String?
}
