public import FraiseModel

/// What an archive reports; called from its own threads.
public protocol ArchiveEvents: Sendable {
    /// A segment is sealed and its head may be told.
    func sealed(_ segment: SealedSegment)
    /// Sealing failed and will be tried again.
    func sealingFailed(segment: Int64, _ error: FraiseError)
    /// Recovery cut an unacknowledged tail.
    func cutTail(path: String, bytes: Int64)
    /// Recovery found acknowledged bytes damaged and set them aside.
    func damaged(path: String, ranges: [Range<Int64>])
    /// Retention, or lack of space, removed a segment; its manifest entry is durable.
    func removed(_ segment: SealedSegment, _ reason: RemovalReason)
    /// A removal failed and will be tried again.
    func removalFailed(_ error: FraiseError)
    /// The directory is a copy; it goes on under a new identity.
    func forked(from old: [UInt8], to new: [UInt8])
}

extension ArchiveEvents {
    /// Not of interest.
    public func removed(_ segment: SealedSegment, _ reason: RemovalReason) {}
    /// Not of interest.
    public func removalFailed(_ error: FraiseError) {}
}
