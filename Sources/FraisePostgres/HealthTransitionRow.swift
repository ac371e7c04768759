public import FraiseModel

/// A change of a component's health as the archive holds it; the table knows it by archive, commit, component
/// and moment.
public struct HealthTransitionRow: Hashable, Sendable {
    /// 16 bytes.
    public var archive: [UInt8]
    /// The commit that holds it.
    public var commit: Int64
    public var component: String
    public var from: String
    public var to: String
    public var reason: String
    public var at: Timestamp

    /// A transition from its parts.
    public init(
        archive: [UInt8],
        commit: Int64,
        component: String,
        from: String,
        to: String,
        reason: String,
        at: Timestamp
    ) {
        self.archive = archive
        self.commit = commit
        self.component = component
        self.from = from
        self.to = to
        self.reason = reason
        self.at = at
    }
}
