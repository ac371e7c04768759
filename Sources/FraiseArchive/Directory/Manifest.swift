public import FraiseModel
internal import FraisePlatform

/// `_MANIFEST.jsonl`: a chained line for every segment that is sealed, removed, damaged, forked or rebuilt.
public final class Manifest {
    /// What happened to a segment.
    public enum Event: String, Sendable {
        case sealed, removed, damaged, forked, rebuilt
    }

    /// A line, as far as this program needs to know it again.
    public struct Entry: Hashable, Sendable {
        public var number: Int64
        public var event: String
        /// 32 hexadecimal digits.
        public var archive: String
        public var segment: Int64
        /// 64 hexadecimal digits; empty when the entry has none.
        public var head: String
    }

    private let path: String
    /// Entries read at start and added since.
    public private(set) var entries: [Entry] = []
    /// Number of the last line and its SHA-256.
    private(set) var last = SegmentHeader.Head.none
    private let clock: @Sendable () -> Timestamp

    /// Reads the manifest; a last line without LF is cut, for it was never acknowledged.
    public init(path: String, clock: @escaping @Sendable () -> Timestamp) throws(FraiseError) {
        self.path = path
        self.clock = clock
        let isNew = try FileSystem.status(path) == nil
        let file = try OpenFile(path, .readWrite)
        if isNew { try FileSystem.synchronizeDirectory(FileSystem.directory(of: path)) }
        let length = try file.status().size
        let bytes = try file.bytes(at: 0, count: Int(length))
        let end = bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0
        if end < bytes.count {
            try file.truncate(to: Int64(end))
            try file.synchronize()
        }
        for line in bytes[..<end].split(separator: 10, omittingEmptySubsequences: true) {
            let text = String(decoding: line, as: UTF8.self)
            guard let number = Manifest.member("n", of: text).flatMap({ Int64($0) }) else { continue }
            entries.append(
                Entry(
                    number: number,
                    event: Manifest.member("event", of: text) ?? "",
                    archive: Manifest.member("archive", of: text) ?? "",
                    segment: Manifest.member("segment", of: text).flatMap { Int64($0) } ?? 0,
                    head: Manifest.member("head", of: text) ?? ""
                )
            )
            last = SegmentHeader.Head(number: number, hash: Digest.of(Array(line)))
        }
    }

    /// A member of one of our own lines, whose texts need no escapes.
    private static func member(_ name: String, of line: String) -> String? {
        guard let start = line.firstRange(of: "\"\(name)\":")?.upperBound else { return nil }
        let rest = line[start...]
        if rest.hasPrefix("\"") { return String(rest.dropFirst().prefix { $0 != "\"" }) }
        return String(rest.prefix { $0 != "," && $0 != "}" })
    }

    /// Whether an entry of that event for the segment exists.
    func has(_ event: Event, archive: [UInt8], segment: Int64) -> Bool {
        let name = Hexadecimal.text(archive)
        return entries.contains { $0.event == event.rawValue && $0.archive == name && $0.segment == segment }
    }

    /// Appends a line and makes it durable. `details` are further members, complete JSON.
    @discardableResult
    func append(
        _ event: Event,
        archive: [UInt8],
        segment: Int64,
        head: [UInt8]? = nil,
        details: [(name: String, json: String)] = []
    ) throws(FraiseError) -> Entry {
        let file = try OpenFile(path, .append)
        _ = try file.lock(wait: true)
        defer { file.unlock() }
        var length = try file.status().size
        let tailStart = max(0, length - 64 * 1024)
        var tail = try file.bytes(at: tailStart, count: Int(length - tailStart))
        // What a failed append left without its LF was never acknowledged.
        let end = tail.lastIndex(of: 10).map { $0 + 1 } ?? 0
        if end < tail.count, end > 0 || tailStart == 0 {
            tail.removeLast(tail.count - end)
            length = tailStart + Int64(end)
            try file.truncate(to: length)
        }
        // The file may have grown by another process (`rebuild-index`) since it was read.
        if let line = tail.split(separator: 10).last,
            let number = Manifest.member("n", of: String(decoding: line, as: UTF8.self)).flatMap({ Int64($0) }
            )
        {
            last = SegmentHeader.Head(number: number, hash: Digest.of(Array(line)))
        }
        let number = last.number + 1
        let name = Hexadecimal.text(archive)
        var line = "{\"n\":\(number),\"at\":\"\(clock().text)\",\"event\":\"\(event.rawValue)\""
        line += ",\"archive\":\"\(name)\",\"segment\":\(segment)"
        if let head { line += ",\"head\":\"\(Hexadecimal.text(head))\"" }
        for detail in details { line += ",\"\(detail.name)\":\(detail.json)" }
        line += ",\"previous\":\"\(Hexadecimal.text(last.hash))\"}"
        let bytes = Array(line.utf8)
        do throws(FraiseError) {
            try file.write(bytes + [10], at: length)
            try file.synchronize()
        } catch {
            try? file.truncate(to: length)
            throw error
        }
        last = SegmentHeader.Head(number: number, hash: Digest.of(bytes))
        let entry = Entry(
            number: number,
            event: event.rawValue,
            archive: name,
            segment: segment,
            head: head.map { Hexadecimal.text($0) } ?? ""
        )
        entries.append(entry)
        return entry
    }
}
