/// Reads what `StateWriter` wrote. After the first damaged part `isDamaged` is true and everything reads as 0.
struct StateReader {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var isDamaged = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// All was read, and nothing was damaged.
    var isComplete: Bool { !isDamaged && position == bytes.count }

    mutating func byte() -> UInt8 {
        guard position < bytes.count else {
            isDamaged = true
            return 0
        }
        position += 1
        return bytes[position - 1]
    }

    mutating func flag() -> Bool { byte() == 1 }

    mutating func unsigned() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let next = byte()
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return value }
            shift += 7
        }
        isDamaged = true
        return 0
    }

    mutating func signed() -> Int64 {
        let value = unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func integer() -> Int { Int(signed()) }

    mutating func text() -> [UInt8] {
        let count = unsigned()
        guard count <= UInt64(bytes.count - position) else {
            isDamaged = true
            return []
        }
        position += Int(count)
        return Array(bytes[(position - Int(count))..<position])
    }

    mutating func text(into target: GrowingText) {
        text().withUnsafeBufferPointer { target.append($0) }
    }
}
