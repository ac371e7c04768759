internal import FraiseGzip
internal import FraiseModel
internal import FraisePlatform

/// The decompressed bytes of a gzip file, all members. Reading goes forward; what was read last is kept for
/// reading it again, and going back further begins at the start of the file.
final class GzipContent: Content {
    private static let inputSize = 64 * 1024
    private static let step = 256 * 1024

    private let file: OpenFile
    private var decoder = GzipDecoder()
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: inputSize, alignment: 16)
    private var inputStart = 0
    private var inputEnd = 0
    /// Where in the file the next input is.
    private var compressedOffset: Int64 = 0
    /// Decompressed bytes that are kept, `head` ..< `tail`; the first is at `windowOffset` of the content.
    private var window = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * step, alignment: 16)
    private var head = 0
    private var tail = 0
    private var windowOffset: Int64 = 0
    private var state = GzipDecoder.State.boundary

    init(_ file: OpenFile) {
        self.file = file
    }

    deinit {
        input.deallocate()
        window.deallocate()
    }

    var isDamaged: Bool { state == .damaged }
    var isBrokenOff: Bool { state == .inside }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FraiseError) -> Int {
        if offset < windowOffset { restart() }
        while true {
            // What lies before the offset is not asked for again.
            let passed = Int(min(Int64(tail - head), offset - windowOffset))
            head += passed
            windowOffset += Int64(passed)
            if windowOffset == offset, tail - head >= buffer.count { break }
            if try !decode() { break }
        }
        guard windowOffset == offset else { return 0 }
        let count = min(buffer.count, tail - head)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[head..<head + count]))
        return count
    }

    private func restart() {
        decoder = GzipDecoder()
        state = .boundary
        inputStart = 0
        inputEnd = 0
        compressedOffset = 0
        head = 0
        tail = 0
        windowOffset = 0
    }

    /// Decompresses some more; false when there is no more input.
    private func decode() throws(FraiseError) -> Bool {
        makeRoom()
        while true {
            if inputStart == inputEnd {
                let count = try file.read(into: input, at: compressedOffset)
                inputStart = 0
                inputEnd = count
                compressedOffset += Int64(count)
            }
            let output = UnsafeMutableRawBufferPointer(rebasing: window[tail...])
            let step = decoder.step(
                UnsafeRawBufferPointer(rebasing: input[inputStart..<inputEnd]),
                into: output
            )
            inputStart += step.consumed
            tail += step.produced
            state = step.state
            if step.produced > 0 { return true }
            if state == .damaged || step.consumed == 0 { return false }
        }
    }

    private func makeRoom() {
        if window.count - tail >= GzipContent.step { return }
        let kept = UnsafeRawBufferPointer(rebasing: window[head..<tail])
        if kept.count + GzipContent.step <= window.count, head >= kept.count {
            window.copyMemory(from: kept)
        } else {
            let size = max(window.count, 2 * (kept.count + GzipContent.step))
            let moved = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
            moved.copyMemory(from: kept)
            window.deallocate()
            window = moved
        }
        tail -= head
        head = 0
    }
}
