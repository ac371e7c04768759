internal import FraiseModel
internal import FraisePlatform

/// The bytes of a file as they are, up to a size that may be frozen.
final class PlainContent: Content {
    private let file: OpenFile
    /// Bytes from here on are not read; nil is no limit.
    private let frozenSize: Int64?

    init(_ file: OpenFile, frozenSize: Int64?) {
        self.file = file
        self.frozenSize = frozenSize
    }

    var isDamaged: Bool { false }
    var isBrokenOff: Bool { false }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FraiseError) -> Int {
        var wanted = buffer.count
        if let frozenSize { wanted = Int(max(0, min(Int64(wanted), frozenSize - offset))) }
        var done = 0
        while done < wanted {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<wanted])
            let count = try file.read(into: rest, at: offset + Int64(done))
            if count == 0 { break }
            done += count
        }
        return done
    }
}
