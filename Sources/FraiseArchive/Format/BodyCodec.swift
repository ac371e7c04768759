internal import FraiseGzip
internal import FraiseModel

/// Bodies of subfields: cut into parts that fit, each as it is (0) or deflated by itself (1).
struct BodyCodec {
    private let deflater = Deflater(.small)
    private let inflater = Inflater()
    private static let chunk = 48 * 1024

    /// The parts of a payload, at least one.
    func parts(of payload: [UInt8]) throws(FraiseError) -> [[UInt8]] {
        if payload.count < 128 { return [[0] + payload] }
        var result: [[UInt8]] = []
        var start = 0
        while start < payload.count {
            var length = min(BodyCodec.chunk, payload.count - start)
            while true {
                let encoded = try part(payload, start, length)
                if encoded.count <= Member.bodyLimit {
                    result.append(encoded)
                    start += length
                    break
                }
                length /= 2
            }
        }
        return result
    }

    private func part(_ payload: [UInt8], _ start: Int, _ length: Int) throws(FraiseError) -> [UInt8] {
        let input = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Deflater.bound(length), alignment: 16)
        defer {
            input.deallocate()
            output.deallocate()
        }
        input.copyBytes(from: payload[start..<start + length])
        let count = try deflater.compress(UnsafeRawBufferPointer(input), into: output)
        var writer = ByteWriter()
        if count + 4 >= length {
            writer.byte(0)
            writer.raw(Array(input))
        } else {
            writer.byte(1)
            writer.varint(length)
            writer.raw(Array(output[..<count]))
        }
        return writer.bytes
    }

    /// The payload of one part.
    func payload(of part: [UInt8]) throws(FraiseError) -> [UInt8] {
        var reader = ByteReader(part)
        switch try reader.byte() {
        case 0: return Array(part.dropFirst())
        case 1: break
        default: throw ByteReader.damaged
        }
        let length = try reader.varint()
        guard length <= UInt64(BodyCodec.chunk) else { throw ByteReader.damaged }
        let stream = try reader.raw(reader.remaining)
        var result = [UInt8](repeating: 0, count: Int(length))
        let isGood = result.withUnsafeMutableBytes { output in
            stream.withUnsafeBytes { inflater.inflate($0, into: output) }
        }
        guard isGood else { throw ByteReader.damaged }
        return result
    }
}
