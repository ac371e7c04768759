public import FraiseModel
internal import Glibc

/// The kernel's reports of changes to files and directories (inotify(7)). Used by one thread at a time.
public final class Inotify {
    /// What happened.
    public struct Event: Hashable, Sendable {
        /// Number of the watch; −1 in an overflow.
        public var watch: Int32
        public var changes: Changes
        /// Name within the watched directory; empty when the event is about what is watched itself. Names that
        /// are no UTF-8 are repaired.
        public var name: String
    }

    /// Sorts of change, as bits of the kernel's mask.
    public struct Changes: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Content was written or cut.
        public static let content = Changes(rawValue: 0x0000_0002)
        /// Rights, times or the number of names changed.
        public static let attributes = Changes(rawValue: 0x0000_0004)
        /// A writer has closed it.
        public static let closedByWriter = Changes(rawValue: 0x0000_0008)
        public static let movedAway = Changes(rawValue: 0x0000_0040)
        public static let movedHere = Changes(rawValue: 0x0000_0080)
        public static let created = Changes(rawValue: 0x0000_0100)
        public static let deleted = Changes(rawValue: 0x0000_0200)
        /// The watched file or directory itself was deleted.
        public static let selfDeleted = Changes(rawValue: 0x0000_0400)
        /// The watched file or directory itself was renamed.
        public static let selfMoved = Changes(rawValue: 0x0000_0800)
        /// Its file system was unmounted.
        public static let unmounted = Changes(rawValue: 0x0000_2000)
        /// Events were lost: everything must be looked at.
        public static let overflow = Changes(rawValue: 0x0000_4000)
        /// The watch is gone.
        public static let ended = Changes(rawValue: 0x0000_8000)

        /// What changes the set of names in a directory, or the directory itself.
        public static let names: Changes = [
            .movedAway, .movedHere, .created, .deleted, .selfDeleted, .selfMoved, .unmounted, .overflow,
            .ended,
        ]
    }

    /// The descriptor to wait on: readable when there are events.
    public let descriptor: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 8)

    /// An instance without watches. Fails when the user's limit of instances is reached.
    public init() throws(FraiseError) {
        try FaultInjection.check(.inotify, "inotify_init1")
        descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard descriptor >= 0 else {
            throw FraiseError(
                .unavailable,
                "inotify_init1: \(FraiseError.text(of: errno))",
                remedy: "raise fs.inotify.max_user_instances",
                systemCode: errno
            )
        }
    }

    deinit {
        buffer.deallocate()
        _ = Glibc.close(descriptor)
    }

    /// Watches the names and contents in a directory. The same directory gives the same number again.
    public func watch(directory path: String) throws(FraiseError) -> Int32 {
        let changes: Changes = [
            .content, .attributes, .closedByWriter, .movedAway, .movedHere, .created, .deleted, .selfDeleted,
            .selfMoved,
        ]
        return try add(path, changes.rawValue | UInt32(IN_ONLYDIR))
    }

    /// Watches one file's content; symbolic links are followed.
    public func watch(file path: String) throws(FraiseError) -> Int32 {
        let changes: Changes = [.content, .attributes, .closedByWriter, .selfDeleted, .selfMoved]
        return try add(path, changes.rawValue)
    }

    private func add(_ path: String, _ mask: UInt32) throws(FraiseError) -> Int32 {
        try FaultInjection.check(.inotify, path)
        let watch = inotify_add_watch(descriptor, path, mask)
        if watch >= 0 { return watch }
        let code = errno
        if code == ENOSPC {
            throw FraiseError(
                .unavailable,
                "\(path): inotify_add_watch: no more watches",
                remedy: "raise fs.inotify.max_user_watches",
                systemCode: code
            )
        }
        throw .system(.inotify, path, code)
    }

    /// Ends a watch; one that is gone already is no error.
    public func remove(_ watch: Int32) {
        _ = inotify_rm_watch(descriptor, watch)
    }

    /// Takes all events that are there, without waiting.
    public func events() throws(FraiseError) -> [Event] {
        try FaultInjection.check(.inotify, "read")
        var found: [Event] = []
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count <= 0 {
                if count < 0, errno == EINTR { continue }
                if count < 0, errno != EAGAIN { throw .system(.inotify, "read", errno) }
                return found
            }
            append(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: &found)
        }
    }

    /// One event: watch i32, mask u32, cookie u32, length u32, name padded with NUL.
    private func append(_ bytes: UnsafeRawBufferPointer, to found: inout [Event]) {
        var offset = 0
        while offset + 16 <= bytes.count {
            let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
            let end = min(offset + 16 + length, bytes.count)
            let name = bytes[offset + 16..<end].prefix { $0 != 0 }
            found.append(
                Event(
                    watch: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self),
                    changes: Changes(
                        rawValue: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                    ),
                    name: String(decoding: name, as: UTF8.self)
                )
            )
            offset = end
        }
    }
}
