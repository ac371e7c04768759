internal import FraiseModel

/// The bytes of a followed file, decompressed where it is gzip.
protocol Content: AnyObject {
    /// Reads up to `buffer.count` bytes at `offset`, fewer only where no more can be had now.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FraiseError) -> Int
    /// True when what follows the bytes that can be read is damaged.
    var isDamaged: Bool { get }
    /// True while the content breaks off where more must come.
    var isBrokenOff: Bool { get }
}
