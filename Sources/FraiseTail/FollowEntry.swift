public import FraiseModel

/// What is known of one position while files are followed.
public struct FollowEntry: Hashable, Sendable {
    public var position: FilePosition
    public var state: FollowState
    /// Bytes known to exist, in the position's counting; 0 when unknown.
    public var size: Int64 = 0
    /// The file whose path this one took; it is read first.
    public var predecessor: Int64?
    /// Whether reading has reached its end since it was found.
    public var wasAtEnd = false
    /// Whether another file has taken its path.
    public var isReplaced = false
    /// When its size was last seen to change.
    public var lastChange: Timestamp
    /// Bytes of it that were entered as lost.
    public var lost: Int64 = 0

    /// An entry for a position.
    public init(position: FilePosition, state: FollowState, lastChange: Timestamp) {
        self.position = position
        self.state = state
        self.lastChange = lastChange
    }
}
