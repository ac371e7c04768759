public import FraiseModel

/// Where a followed file stands.
public enum FollowState: Hashable, Sendable {
    /// Restored from the archive, not yet looked for in this run.
    case unseen
    /// A path of a source leads to it.
    case following
    /// No path leads to it any more, but its descriptor is open.
    case detached
    /// Its content was overwritten, or it went away, before it was read to its end as far as is known.
    case orphaned(since: Timestamp)
    /// Gone, and nothing of it is left to be read.
    case finished

    /// Whether bytes of it can be read.
    public var isReadable: Bool { self == .following || self == .detached }
}
