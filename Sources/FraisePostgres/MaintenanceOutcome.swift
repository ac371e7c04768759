/// What one round of upkeep did.
public struct MaintenanceOutcome: Hashable, Sendable {
    /// Segments whose minute rows became hour rows.
    public var segmentsRolledUp = 0
    /// Partitions dropped.
    public var partitionsDropped = 0
    /// Rows deleted from partitions that stay, and old events and transitions.
    public var rowsDeleted = 0
    /// Segments wait to be rolled up, or a partition was in use: the next round has work at once.
    public var hasMore = false
}
