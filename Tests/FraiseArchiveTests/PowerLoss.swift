import FraisePlatform
import Glibc
import Synchronization

/// A disk whose power fails at a system call. Until then it watches what is durable by the rules of POSIX alone:
/// a file's bytes after fsync of the file, names after fsync of their directory. What lies between is decided
/// by chance: unsynced bytes are there, missing, cut, or zeros by sector; unsynced names old, new or between.
final class PowerLoss: Sendable {
    private typealias Listing = [String: UInt64]

    private struct Disk {
        var calls = 0
        var isDead = false
        /// Content at the last fsync, by inode.
        var durable: [UInt64: [UInt8]] = [:]
        /// Content when the power failed.
        var last: [UInt64: [UInt8]] = [:]
        /// Names of each directory: those that are durable, then each later state.
        var names: [String: [Listing]] = [:]
        var directories: Set<UInt64> = []
        var random: Generator
    }

    /// xorshift64*, so that a failure can be repeated by its seed.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 0x2545_F491_4F6C_DD1D
        }
    }

    private let root: String
    private let point: Int
    private let disk: Mutex<Disk>

    /// Watches the tree at `root`, all of which counts as durable now, and fails before call number `point`.
    init(root: String, point: Int, seed: UInt64) {
        self.root = root
        self.point = point
        disk = Mutex(Disk(random: Generator(state: seed &* 2 + 1)))
        disk.withLock { disk in
            look(&disk)
            for (directory, states) in disk.names {
                for (name, inode) in states.last ?? [:] where !disk.directories.contains(inode) {
                    disk.durable[inode] = PowerLoss.content(directory + "/" + name)
                }
            }
        }
        FaultInjection.set({ [self] in fault($0, $1) }, under: root)
    }

    /// Whether the power failed.
    var isDead: Bool { disk.withLock { $0.isDead } }

    private func fault(_ call: SystemCall, _ path: String) -> Fault? {
        disk.withLock { disk in
            if disk.isDead { return .fail(EIO) }
            look(&disk)
            if disk.calls == point {
                disk.isDead = true
                for (directory, states) in disk.names {
                    for (name, inode) in states.last ?? [:] where !disk.directories.contains(inode) {
                        disk.last[inode] = PowerLoss.content(directory + "/" + name)
                    }
                }
                return .fail(EIO)
            }
            disk.calls += 1
            guard call == .fsync else { return nil }
            if let states = disk.names[path] {
                disk.names[path] = [states[states.count - 1]]
            } else {
                // A file that was renamed keeps the path that it was opened with.
                let found = [path, path.hasSuffix(".tmp") ? String(path.dropLast(4)) : path].first {
                    PowerLoss.inode($0) != nil
                }
                if let found, let inode = PowerLoss.inode(found) {
                    disk.durable[inode] = PowerLoss.content(found)
                }
            }
            return nil
        }
    }

    /// Notes the names in every directory.
    private func look(_ disk: inout Disk) {
        func visit(_ directory: String) {
            var listing: Listing = [:]
            for name in PowerLoss.list(directory) {
                let path = directory + "/" + name
                guard let inode = PowerLoss.inode(path) else { continue }
                listing[name] = inode
                if PowerLoss.isDirectory(path) {
                    disk.directories.insert(inode)
                    visit(path)
                }
            }
            if disk.names[directory]?.last != listing { disk.names[directory, default: []].append(listing) }
        }
        visit(root)
    }

    /// Takes the plan away and leaves on disk what the power failure did.
    func restore() {
        FaultInjection.set(nil, under: root)
        disk.withLock { disk in
            guard disk.isDead else { return }
            for name in PowerLoss.list(root) { PowerLoss.removeAll(root + "/" + name) }
            var contents: [UInt64: [UInt8]] = [:]
            func build(_ directory: String) {
                guard let listing = disk.names[directory]?.randomElement(using: &disk.random) else { return }
                for (name, inode) in listing.sorted(by: { $0.key < $1.key }) {
                    let path = directory + "/" + name
                    if disk.directories.contains(inode) {
                        mkdir(path, 0o750)
                        build(path)
                        continue
                    }
                    let content = contents[inode] ?? survivor(inode, &disk)
                    contents[inode] = content
                    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o640)
                    _ = content.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                    close(file)
                }
            }
            build(root)
        }
    }

    private func survivor(_ inode: UInt64, _ disk: inout Disk) -> [UInt8] {
        let old = disk.durable[inode] ?? []
        guard let new = disk.last[inode], new != old else { return old }
        switch Int.random(in: 0..<4, using: &disk.random) {
        case 0: return old
        case 1: return new
        case 2:
            guard new.count > old.count, new.starts(with: old) else { return new }
            return Array(new[..<Int.random(in: old.count..<new.count, using: &disk.random)])
        default:
            guard new.count > old.count, new.starts(with: old) else { return old }
            var mixed = new
            var start = old.count
            while start < new.count {
                let end = min(new.count, (start / 512 + 1) * 512)
                if Bool.random(using: &disk.random) {
                    mixed.replaceSubrange(start..<end, with: repeatElement(0, count: end - start))
                }
                start = end
            }
            return mixed
        }
    }

    // MARK: Calls that no plan sees

    private static func content(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var status = stat()
        fstat(file, &status)
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
        return Array(bytes[..<max(0, count)])
    }

    private static func inode(_ path: String) -> UInt64? {
        var status = stat()
        return lstat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func list(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func removeAll(_ path: String) {
        if isDirectory(path) {
            for name in list(path) { removeAll(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
