public import FraisePlatform

/// One line of an access log.
public struct ServedRequest: Hashable, Sendable {
    public var method: String
    /// Path with query, as it was sent; hostile text.
    public var target: String
    /// HTTP status of the answer.
    public var status: Int
    /// Nanoseconds from the request's end to the answer's beginning.
    public var duration: Int64
    /// Bytes of the answer's body.
    public var bodyBytes: Int
    /// Who asked; nil when the kernel did not say.
    public var peer: PeerCredentials?
    /// The request's `traceparent` when it is a valid one.
    public var traceparent: String?
}
