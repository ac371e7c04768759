public import FraiseModel
internal import FraisePlatform

/// Names in an archive directory.
public struct ArchiveLayout: Hashable, Sendable {
    /// The directory.
    public let root: String

    /// The layout of the archive at `root`.
    public init(root: String) {
        self.root = root
    }

    var open: String { root + "/_open" }
    var pending: String { root + "/_pending" }
    var lock: String { root + "/_lock" }
    var identity: String { root + "/_ARCHIVE" }
    /// The manifest's path.
    public var manifest: String { root + "/_MANIFEST.jsonl" }

    /// Ten digits.
    static func digits(_ segment: Int64) -> String {
        let text = String(segment)
        return String(repeating: "0", count: max(0, 10 - text.count)) + text
    }

    /// A path as the manifest names it: relative to the directory.
    func relative(_ path: String) -> String { String(path.dropFirst(root.utf8.count + 1)) }

    func openPath(_ segment: Int64) -> String {
        open + "/" + ArchiveLayout.digits(segment) + ".jsonl.gz"
    }

    /// Where a segment is sealed: under the UTC day of its first commit.
    public func sealedPath(
        host: String,
        archive: [UInt8],
        segment: Int64,
        firstCommit: Timestamp,
        suffix: String = ""
    ) -> String {
        let name = "\(ArchiveLayout.escaped(host))-\(Hexadecimal.text(archive.prefix(4)))-"
        return "\(root)/date=\(firstCommit.dayText)/\(name)\(ArchiveLayout.digits(segment))\(suffix).jsonl.gz"
    }

    /// A host as part of a file name: everything but letters, digits, `.` and `-` percent-encoded.
    static func escaped(_ host: String) -> String {
        var result = ""
        for byte in host.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        return result.isEmpty ? "unknown" : result
    }

    /// Numbers of open segment files, ascending.
    func openSegments() throws(FraiseError) -> [Int64] {
        guard try FileSystem.status(open) != nil else { return [] }
        return try FileSystem.list(open).compactMap { name in
            guard name.hasSuffix(".jsonl.gz"), name.utf8.count == 19 else { return nil }
            return Int64(name.prefix(10))
        }.sorted()
    }

    /// A sealed file by its name.
    public struct SealedFile: Hashable, Sendable {
        /// First 8 hexadecimal digits of the archive's identity.
        public var archive: String
        public var segment: Int64
        /// First 8 hexadecimal digits of the identity that a fork went on under, when this file is an open
        /// segment that the fork found and sealed.
        public var fork: String?
        public var path: String

        /// A file by its path; nil when the name is not that of a sealed segment.
        init?(path: String) {
            guard path.hasSuffix(".jsonl.gz") else { return nil }
            var name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
                .dropLast(9)
            let digits = Set("0123456789abcdef")
            // A host may have the like in its name; a fork's mark is the last thing.
            if name.dropLast(8).hasSuffix(".fork-"), name.suffix(8).allSatisfy(digits.contains) {
                fork = String(name.suffix(8))
                name = name.dropLast(14)
            }
            let parts = name.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count >= 3, parts[parts.count - 1].utf8.count >= 10,
                parts[parts.count - 1].utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int64(parts[parts.count - 1]), parts[parts.count - 2].utf8.count == 8,
                parts[parts.count - 2].allSatisfy(digits.contains)
            else { return nil }
            archive = String(parts[parts.count - 2])
            segment = number
            self.path = path
        }
    }

    /// Sealed files of every archive in the directory, by archive and number.
    public func sealedFiles() throws(FraiseError) -> [SealedFile] {
        guard try FileSystem.status(root) != nil else { return [] }
        var files: [SealedFile] = []
        for day in try FileSystem.list(root) where day.hasPrefix("date=") {
            for name in try FileSystem.list(root + "/" + day) {
                if let file = SealedFile(path: "\(root)/\(day)/\(name)") { files.append(file) }
            }
        }
        return files.sorted {
            ($0.archive, $0.segment, $0.fork ?? "") < ($1.archive, $1.segment, $1.fork ?? "")
        }
    }
}
