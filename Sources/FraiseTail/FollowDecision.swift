/// What a found file is.
public enum FollowDecision: Hashable, Sendable {
    /// Rule 1: the file of this number; `from` is its former path when that differs.
    case same(number: Int64, from: String?)
    /// Rule 3: a copy of a file that is still followed. Not read.
    case parked(of: Int64)
    /// Rule 3: reading of this number goes on here, at its offset.
    case continued(number: Int64)
    /// Rule 3: a copy of a part of what was read. Not read.
    case done(of: Int64)
    /// Rules 2 and 4: to be read from its start under this new number.
    case new(number: Int64)
    /// Cannot be told yet (empty, or still being written): ask again when it has changed.
    case later
}
