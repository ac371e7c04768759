/// Memory for texts that must be decoded, in pieces that never move until `removeAll`.
final class ScratchText {
    @exclusivity(unchecked) private var pieces: [UnsafeMutableBufferPointer<UInt8>] = []
    @exclusivity(unchecked) private var used = 0
    private static let pieceSize = 4096

    init() {
        pieces.append(.allocate(capacity: ScratchText.pieceSize))
    }

    deinit { for piece in pieces { piece.deallocate() } }

    /// Room for `count` bytes; `take` keeps what was written of it.
    func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if let last = pieces.last, let base = last.baseAddress, used + count <= last.count {
            return base + used
        }
        let piece = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(ScratchText.pieceSize, count))
        pieces.append(piece)
        used = 0
        // An allocation of at least one byte has an address.
        return piece.baseAddress ?? UnsafeMutablePointer.allocate(capacity: count)
    }

    func take(_ count: Int) { used += count }

    /// Whether anything was kept since `removeAll`.
    var isUsed: Bool { used > 0 || pieces.count > 1 }

    /// Frees all but the first piece.
    @inline(__always)
    func removeAll() {
        if pieces.count > 1 {
            for piece in pieces.dropFirst() { piece.deallocate() }
            pieces.removeLast(pieces.count - 1)
        }
        used = 0
    }
}
