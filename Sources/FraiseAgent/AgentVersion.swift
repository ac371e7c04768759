internal import FraiseGzip

/// What `--version` and `status` say.
public enum AgentVersion {
    /// Semantic version.
    public static let number = "0.1.0"

    /// Version and what is built in, one line.
    public static var text: String {
        "fraiseqld \(number) (compression: \(Deflater.hasISAL ? "ISA-L and zlib" : "zlib"))"
    }
}
