internal import FraiseModel

/// Reads what `ByteWriter` wrote. Every read checks the bounds; damaged input throws `badData`.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var offset: Int

    init(_ bytes: [UInt8], at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    var isAtEnd: Bool { offset == bytes.count }
    var remaining: Int { bytes.count - offset }

    static let damaged = FraiseError(
        .badData,
        "an archive structure ends too early or has an impossible value"
    )

    mutating func byte() throws(FraiseError) -> UInt8 {
        guard offset < bytes.count else { throw ByteReader.damaged }
        offset += 1
        return bytes[offset - 1]
    }

    mutating func fixed<Value: FixedWidthInteger>(_ type: Value.Type) throws(FraiseError) -> Value {
        let size = Value.bitWidth / 8
        guard remaining >= size else { throw ByteReader.damaged }
        var value: Value = 0
        for index in 0..<size {
            value |= Value(truncatingIfNeeded: bytes[offset + index]) << Value(truncatingIfNeeded: 8 * index)
        }
        offset += size
        return value
    }

    mutating func varint() throws(FraiseError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw ByteReader.damaged }
            value |= UInt64(next & 127) << shift
            if next < 128 { return value }
            shift += 7
        }
    }

    /// A count of things that take at least `size` bytes each in what is left.
    mutating func count(of size: Int = 1) throws(FraiseError) -> Int {
        let value = try varint()
        guard value <= UInt64(remaining / max(size, 1)) else { throw ByteReader.damaged }
        return Int(value)
    }

    mutating func integer() throws(FraiseError) -> Int64 {
        Int64(bitPattern: try varint())
    }

    mutating func signed() throws(FraiseError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func wide() throws(FraiseError) -> Int128 {
        let low = try varint()
        let high = try varint()
        return Int128(bitPattern: UInt128(high) << 64 | UInt128(low))
    }

    mutating func raw(_ count: Int) throws(FraiseError) -> [UInt8] {
        guard count >= 0, count <= remaining else { throw ByteReader.damaged }
        offset += count
        return Array(bytes[offset - count..<offset])
    }

    mutating func blob() throws(FraiseError) -> [UInt8] {
        try raw(try count())
    }

    mutating func text() throws(FraiseError) -> String {
        guard let text = String(validating: try blob(), as: UTF8.self) else { throw ByteReader.damaged }
        return text
    }
}
