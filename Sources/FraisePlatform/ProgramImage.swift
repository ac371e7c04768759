internal import Glibc

/// The files that the running program is mapped from.
public enum ProgramImage {
    /// Gives back the pages of code that only the start needed: symbol tables, relocations, initialisers of
    /// libraries, constants beside them, about 12 MiB. What is needed again comes back from the page cache.
    ///
    /// Only mappings that can be executed: read-only ones hold relocated tables, which exist in memory alone.
    public static func releaseStartPages() {
        guard let file = try? OpenFile("/proc/self/maps", .read),
            let text = try? file.bytes(at: 0, count: 256 * 1024)
        else { return }
        for line in text.split(separator: UInt8(ascii: "\n")) {
            // 55d0c0de0000-55d0c2de0000 r-xp 00000000 fe:00 4711    /usr/bin/fraiseqld
            let words = line.split(separator: UInt8(ascii: " "))
            guard words.count == 6, words[1].elementsEqual("r-xp".utf8), words[5].first == UInt8(ascii: "/")
            else { continue }
            let bounds = words[0].split(separator: UInt8(ascii: "-"))
            guard bounds.count == 2, let start = address(bounds[0]), let end = address(bounds[1]), start < end
            else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
        }
    }

    private static func address(_ digits: ArraySlice<UInt8>) -> UInt? {
        UInt(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
