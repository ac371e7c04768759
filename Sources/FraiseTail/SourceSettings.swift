/// Which files belong to a configured source, and from where they are read.
public struct SourceSettings: Hashable, Sendable {
    /// Where a file is begun that is there when the archive sees its source for the first time.
    public enum Start: String, Hashable, Sendable {
        case beginning
        case end
    }

    /// The source's name, unique in the configuration.
    public var name: String
    /// Glob patterns or paths.
    public var paths: [String]
    /// Patterns of files left out: of the whole path, or, without a slash, of the name.
    public var exclude: [String]
    public var start: Start

    /// A source from its parts.
    public init(name: String, paths: [String], exclude: [String] = [], start: Start = .beginning) {
        self.name = name
        self.paths = paths
        self.exclude = exclude
        self.start = start
    }
}
