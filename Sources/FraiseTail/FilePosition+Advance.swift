public import FraiseModel

extension FilePosition {
    /// Bytes of a file whose hash belongs to its identity.
    public static let prefixReach: Int64 = 1024
    private static let mostCheckpoints = 16

    /// Bytes before the offset that must agree before reading goes on.
    public var reach: Int { Int(min(Int64(TailKey.reach), offset)) }

    /// Moves the offset over `count` bytes and takes them into the hashes.
    ///
    /// - Parameters:
    ///   - bytes: at least the `reach` bytes before the offset and then those passed over.
    ///   - start: where in `bytes` the offset is; at least `reach`.
    ///   - key: of the archive.
    public mutating func advance(
        over bytes: UnsafeRawBufferPointer,
        from start: Int,
        count: Int,
        key: TailKey
    ) {
        guard count > 0, start >= reach, start + count <= bytes.count else { return }
        let hashed = Int64(running.length)
        var from = start - Int(offset - hashed)
        let target = (offset + Int64(count)) / 64 * 64
        var length = hashed
        while length < target {
            // Cut at powers of two: their digests are the checkpoints.
            var power: Int64 = 64
            while power <= length { power *= 2 }
            let step = Int(min(power, target) - length)
            running.update(stripes: UnsafeRawBufferPointer(rebasing: bytes[from..<from + step]))
            from += step
            length += Int64(step)
            if length == power {
                checkpoints.append(
                    Checkpoint(
                        length: power,
                        digest: running.digest(tail: UnsafeRawBufferPointer(rebasing: bytes[..<0]))
                    )
                )
                if checkpoints.count > FilePosition.mostCheckpoints { checkpoints.removeFirst() }
            }
        }
        offset += Int64(count)
        let end = start + count
        tailHash = key.hash(UnsafeRawBufferPointer(rebasing: bytes[end - reach..<end]))
    }

    /// Takes over how far another position of the same content has come.
    mutating func take(progressOf other: FilePosition) {
        offset = other.offset
        running = other.running
        checkpoints = other.checkpoints
        tailHash = other.tailHash
    }
}
