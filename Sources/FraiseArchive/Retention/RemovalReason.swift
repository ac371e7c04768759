/// Why a sealed segment was removed; raw values stand in the manifest.
public enum RemovalReason: String, Hashable, Sendable {
    /// It was sealed longer ago than `archive.retention.age`.
    case age
    /// All sealed segments together exceeded `archive.retention.size`.
    case size
    /// The file system had less free than `archive.min_free`, with `archive.on_low_space: oldest`.
    case space
}
