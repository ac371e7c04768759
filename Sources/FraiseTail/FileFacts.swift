internal import FraiseModel
internal import FraisePlatform

/// Answers the questions of the identity rules by reading a file.
final class FileFacts: ContentFacts {
    let file: OpenFile
    let isGzip: Bool
    private let content: any Content
    private let found: FoundFile
    private let key: TailKey
    private var first: [UInt8]?

    /// The facts of an open file.
    init(_ file: OpenFile, _ found: FoundFile, key: TailKey) throws(FraiseError) {
        self.file = file
        self.found = found
        self.key = key
        isGzip = try file.bytes(at: 0, count: 3) == [0x1F, 0x8B, 0x08]
        content = isGzip ? GzipContent(file) : PlainContent(file, frozenSize: nil)
    }

    /// Opens the file; nil when the path leads to another file by now.
    convenience init?(_ found: FoundFile, key: TailKey) throws(FraiseError) {
        let file = try OpenFile(found.path, .read)
        let status = try file.status()
        guard status.identity == found.identity, status.sort == .file else { return nil }
        try self.init(file, found, key: key)
    }

    func isLonger(than length: Int64) throws(FraiseError) -> Bool {
        try !bytes(at: length, count: 1).isEmpty
    }

    func isWhole() throws(FraiseError) -> Bool {
        guard isGzip else { return true }
        try readFrom(0, count: .max) { _ in true }
        return !content.isBrokenOff
    }

    func prefix() throws(FraiseError) -> (hash: UInt64, length: Int64) {
        let bytes = try beginning()
        return (bytes.withUnsafeBytes { XXH64.hash($0) }, Int64(bytes.count))
    }

    func continues(_ position: FilePosition) throws(FraiseError) -> Bool {
        guard position.isGzip || found.size >= position.offset, try hasPrefix(of: position) else {
            return false
        }
        // Decompressing every finished file would make each start slow.
        if found.isUntouched(position) { return true }
        return try hasTail(of: position)
    }

    func agreement(with position: FilePosition) throws(FraiseError) -> Agreement {
        guard try hasPrefix(of: position) else { return .none }
        if position.offset == 0 { return .whole }
        var hash = XXH64()
        var passed: Int64 = 0
        var isSame = true
        var rest = position.checkpoints[...]
        let whole = Int64(position.running.length)
        try readFrom(0, count: whole) { bytes in
            var from = 0
            while let next = rest.first, next.length - passed <= Int64(bytes.count - from) {
                let step = Int(next.length - passed)
                hash.update(stripes: UnsafeRawBufferPointer(rebasing: bytes[from..<from + step]))
                passed += Int64(step)
                from += step
                guard hash.digest(tail: UnsafeRawBufferPointer(rebasing: bytes[..<0])) == next.digest else {
                    isSame = false
                    return false
                }
                rest = rest.dropFirst()
            }
            let stripes = (bytes.count - from) / 32 * 32
            hash.update(stripes: UnsafeRawBufferPointer(rebasing: bytes[from..<from + stripes]))
            passed += Int64(stripes)
            return true
        }
        guard isSame else { return .none }
        if passed == whole, hash == position.running, try hasTail(of: position) { return .whole }
        if passed == whole { return try isShorter(than: position) ? shorter(position, passed) : .none }
        return shorter(position, passed)
    }

    /// The greatest checkpoint that lies in what was compared.
    private func shorter(_ position: FilePosition, _ length: Int64) -> Agreement {
        guard let last = position.checkpoints.last(where: { $0.length <= length }) else { return .none }
        return .shorter(last.length)
    }

    private func isShorter(than position: FilePosition) throws(FraiseError) -> Bool {
        try bytes(at: position.offset - 1, count: 1).isEmpty
    }

    private func hasPrefix(of position: FilePosition) throws(FraiseError) -> Bool {
        let bytes = try beginning()
        guard Int64(bytes.count) >= position.prefixLength else { return false }
        return bytes.withUnsafeBytes {
            XXH64.hash(UnsafeRawBufferPointer(rebasing: $0[..<Int(position.prefixLength)]))
        } == position.prefixHash
    }

    private func hasTail(of position: FilePosition) throws(FraiseError) -> Bool {
        let last = try bytes(at: position.offset - Int64(position.reach), count: position.reach)
        return last.count == position.reach
            && (position.reach == 0 || last.withUnsafeBytes { key.hash($0) } == position.tailHash)
    }

    private func beginning() throws(FraiseError) -> [UInt8] {
        if let first { return first }
        let bytes = try bytes(at: 0, count: Int(FilePosition.prefixReach))
        first = bytes
        return bytes
    }

    private func bytes(at offset: Int64, count: Int) throws(FraiseError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
        defer { buffer.deallocate() }
        let got = try content.read(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]),
            at: offset
        )
        return Array(buffer[..<got])
    }

    /// Gives `body` the content in pieces whose sizes are multiples of 64 bytes but for the last, until it
    /// returns false, `count` bytes were given or there are no more.
    private func readFrom(
        _ start: Int64,
        count: Int64,
        _ body: (UnsafeRawBufferPointer) -> Bool
    ) throws(FraiseError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        var done: Int64 = 0
        while done < count {
            let wanted = Int(min(Int64(buffer.count), count - done))
            let got = try content.read(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]),
                at: start + done
            )
            guard got > 0, body(UnsafeRawBufferPointer(rebasing: buffer[..<got])) else { return }
            done += Int64(got)
            if got < wanted { return }
        }
    }
}
