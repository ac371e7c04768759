public import FraiseModel

/// An agent's line in table `agent`: it says who fills the tables and since when it was last there.
public struct AgentPresence: Hashable, Sendable {
    /// 16 bytes.
    public var archive: [UInt8]
    public var host: String
    /// The program's version.
    public var version: String
    public var started: Timestamp
    public var lastSeen: Timestamp

    /// A presence from its parts.
    public init(archive: [UInt8], host: String, version: String, started: Timestamp, lastSeen: Timestamp) {
        self.archive = archive
        self.host = host
        self.version = version
        self.started = started
        self.lastSeen = lastSeen
    }
}
