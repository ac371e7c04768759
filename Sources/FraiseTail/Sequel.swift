/// Files that rotation makes of one log: those of a source in one directory whose names differ by what rotation
/// adds.
struct Sequel: Hashable {
    var source: String
    var directory: Substring
    var stem: [UInt8]

    /// The log that the path is a part of.
    init(source: String, path: String) {
        self.source = source
        directory = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        stem = RotationName.stem(path)
    }
}
