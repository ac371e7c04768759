internal import FraiseGzip
internal import FraiseModel

/// Bodies of subfields: cut into parts that fit, each as it is (0) or deflated by itself (1).
struct BodyCodec {
    private let deflater: Deflater
    private let inflater = Inflater()
    private static let chunk = 48 * 1024

    /// `small` for the bodies of commits, which are a few hundred bytes; what sealing writes at once is a tenth
    /// of its segment and goes with the effort of the lines.
    init(_ effort: Deflater.Effort = .small) {
        deflater = Deflater(effort)
    }

    /// The parts of a payload, at least one.
    func parts(of payload: [UInt8]) throws(FraiseError) -> [[UInt8]] {
        if payload.count < 128 { return [[0] + payload] }
        var result: [[UInt8]] = []
        var start = 0
        var reach = BodyCodec.chunk
        while start < payload.count {
            var length = min(reach, payload.count - start)
            while true {
                let encoded = try part(payload, start, length)
                if encoded.count <= Member.bodyLimit {
                    result.append(encoded)
                    start += length
                    break
                }
                length /= 2
                reach = length
            }
        }
        return result
    }

    private func part(_ payload: [UInt8], _ start: Int, _ length: Int) throws(FraiseError) -> [UInt8] {
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: Deflater.bound(length), alignment: 16)
        defer { output.deallocate() }
        let count = try payload.withUnsafeBufferPointer { (all) throws(FraiseError) in
            let input = UnsafeBufferPointer(rebasing: all[start..<start + length])
            return try deflater.compress(UnsafeRawBufferPointer(input), into: output)
        }
        var writer = ByteWriter()
        if count + 4 >= length {
            writer.byte(0)
            writer.raw(Array(payload[start..<start + length]))
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
