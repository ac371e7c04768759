/// A line in memory of its own that the scanner may read: an LF and eight bytes follow it.
final class LineCopy {
    /// Bytes that must be readable from the end on.
    static let padding = 9

    private var base: UnsafeMutablePointer<UInt8>
    private var capacity = 4096
    private static let keptCapacity = 1 << 20

    init() {
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    /// Room for a line of at most `count` bytes, to be finished by `close`.
    func open(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        let wanted = count + LineCopy.padding
        if wanted > capacity || capacity > LineCopy.keptCapacity {
            base.deallocate()
            capacity = max(4096, wanted)
            base = .allocate(capacity: capacity)
        }
        return base
    }

    /// Ends the line; its first byte and its end.
    func close(_ count: Int) -> (UnsafePointer<UInt8>, UnsafePointer<UInt8>) {
        (base + count).initialize(repeating: 0x0A, count: LineCopy.padding)
        return (UnsafePointer(base), UnsafePointer(base + count))
    }

    /// Copies a line.
    func set(_ start: UnsafePointer<UInt8>, _ count: Int) -> (UnsafePointer<UInt8>, UnsafePointer<UInt8>) {
        open(count).initialize(from: start, count: count)
        return close(count)
    }

    /// Copies a line.
    func set(_ bytes: [UInt8]) -> (UnsafePointer<UInt8>, UnsafePointer<UInt8>) {
        let target = open(bytes.count)
        bytes.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { target.initialize(from: start, count: source.count) }
        }
        return close(bytes.count)
    }
}
