/// Writes the parts of a held record: integers as LEB128 varints (signed ones zigzag), texts with their length.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func add(_ value: Int) { add(signed: Int64(value)) }

    mutating func add(signed value: Int64) {
        add(UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63))
    }

    mutating func add(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func add(_ value: UInt8) { bytes.append(value) }

    mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        add(UInt64(text.count))
        bytes.append(contentsOf: text)
    }

    mutating func add(_ text: [UInt8]) { text.withUnsafeBufferPointer { add($0) } }

    mutating func add(_ text: GrowingText) { add(text.bytes) }
}
