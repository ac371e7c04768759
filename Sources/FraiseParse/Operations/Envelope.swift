/// What an operation log's lines stand in; found line by line.
public enum Envelope: String, Hashable, Sendable, CaseIterable {
    /// The object alone.
    case none
    /// Docker's json-file driver: `{"log":"…\n","stream":"stdout","time":"…"}`.
    case docker
    /// The Container Runtime Interface: `2026-11-22T10:15:30.123456789Z stdout F …`.
    case cri
    /// A syslog header, of RFC 5424 or of BSD, before the object.
    case syslog
    /// Another text before the object.
    case text
}
