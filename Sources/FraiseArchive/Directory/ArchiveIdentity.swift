internal import FraiseModel
internal import FraisePlatform

/// `_ARCHIVE`: who this archive is and where it was made, so that a copy is recognised as a fork.
struct ArchiveIdentity: Hashable {
    /// 16 random bytes.
    var archive: [UInt8]
    var machine: String
    /// Of the directory.
    var inode: UInt64
    /// Of the directory, microseconds; 0 where the file system does not keep it.
    var birth: Int64

    private static let format = "fraiseql-archive"

    /// A new identity for the directory at `root`.
    init(newFor root: String, archive: [UInt8] = FileSystem.randomBytes(16)) throws(FraiseError) {
        self.archive = archive
        machine = FileSystem.machineIdentity()
        inode = try FileSystem.status(root)?.identity.inode ?? 0
        birth = FileSystem.birthTime(root)?.microseconds ?? 0
    }

    /// The stored identity; nil when there is no file.
    init?(storedAt path: String) throws(FraiseError) {
        guard try FileSystem.status(path) != nil else { return nil }
        let text = String(decoding: try FileSystem.read(path, limit: 4096), as: UTF8.self)
        func member(_ name: String) -> String? {
            guard let start = text.firstRange(of: "\"\(name)\":")?.upperBound else { return nil }
            return String(text[start...].drop { $0 == "\"" }.prefix { $0 != "\"" && $0 != "," && $0 != "}" })
        }
        guard member("format") == ArchiveIdentity.format,
            let archive = member("archive").flatMap(Hexadecimal.bytes),
            archive.count == 16, let inode = member("inode").flatMap({ UInt64($0) }),
            let birth = member("birth").flatMap({ Int64($0) })
        else {
            throw FraiseError(
                .badData,
                "\(path): not an archive identity",
                remedy: "restore the file from a backup, or name another archive.directory"
            )
        }
        guard member("version") == "1" else {
            throw FraiseError(
                .badData,
                "\(path): archive version \(member("version") ?? "?") is not known here"
            )
        }
        self.archive = archive
        self.machine = member("machine") ?? ""
        self.inode = inode
        self.birth = birth
    }

    func store(at path: String) throws(FraiseError) {
        let text =
            "{\"format\":\"\(ArchiveIdentity.format)\",\"version\":1,\"archive\":\"\(Hexadecimal.text(archive))\""
            + ",\"machine\":\"\(machine)\",\"inode\":\(inode),\"birth\":\(birth)}\n"
        try FileSystem.replace(path, with: Array(text.utf8))
    }

    /// Whether the directory at `root` is the one that it was made for.
    func fits(_ root: String) throws(FraiseError) -> Bool {
        let here = try ArchiveIdentity(newFor: root, archive: archive)
        return machine == here.machine && inode == here.inode && birth == here.birth
    }
}
