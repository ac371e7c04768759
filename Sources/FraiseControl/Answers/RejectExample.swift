public import FraiseModel

/// A recent reject in the answer of `GET /v1/status`.
public struct RejectExample: Hashable, Sendable {
    public var path: String
    public var reject: Reject
    /// The line's beginning, where the configuration allows showing it.
    public var text: String?

    /// An example from its parts.
    public init(path: String, reject: Reject, text: String? = nil) {
        self.path = path
        self.reject = reject
        self.text = text
    }

    var json: JSONValue {
        [
            "path": .string(path),
            "reason": .string(reject.reason.name),
            "offset": .integer(reject.offset),
            "length": .integer(reject.length),
            "text": .text(text),
        ]
    }
}
