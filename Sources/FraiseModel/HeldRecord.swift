/// A record of which a part may still come: a session's state in a multi-line log, as the parser leaves it
/// (redacted).
public struct HeldRecord: Hashable, Sendable {
    /// The session, unique within its file.
    public var session: [UInt8]
    /// The parser's own encoding of what it has so far.
    public var state: [UInt8]
    /// Bytes of the file that it stands for.
    public var bytes: Int64

    /// A held record from its parts.
    public init(session: [UInt8], state: [UInt8], bytes: Int64) {
        self.session = session
        self.state = state
        self.bytes = bytes
    }
}

/// A change to the held records of a file; applied in order they give the next state.
public enum HeldChange: Hashable, Sendable {
    /// Adds the session's record or replaces it.
    case put(HeldRecord)
    /// The session's record is complete and has been written.
    case remove(session: [UInt8])
}
