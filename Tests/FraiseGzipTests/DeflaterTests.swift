import FraiseGzip
import FraiseModel
import Testing

@Suite struct DeflaterTests {
    private func inflate(_ stream: [UInt8], count: Int) -> [UInt8]? {
        var output = [UInt8](repeating: 0xEE, count: count)
        let isGood = stream.withUnsafeBytes { stream in
            output.withUnsafeMutableBytes { Inflater().inflate(stream, into: $0) }
        }
        return isGood ? output : nil
    }

    @Test(arguments: [Deflater.Effort.fast, .small])
    func roundTrips(effort: Deflater.Effort) throws {
        for sample in Samples.all {
            let stream = try Samples.deflated(sample, effort)
            #expect(stream.count <= Deflater.bound(sample.count))
            #expect(inflate(stream, count: sample.count) == sample)
        }
    }

    @Test(arguments: [Deflater.Effort.fast, .small])
    func isReusable(effort: Deflater.Effort) throws {
        let deflater = Deflater(effort)
        let inflater = Inflater()
        for sample in Samples.all + Samples.all.reversed() {
            let output = UnsafeMutableRawBufferPointer.allocate(
                byteCount: Deflater.bound(sample.count),
                alignment: 16
            )
            defer { output.deallocate() }
            let count = try sample.withUnsafeBytes { try deflater.compress($0, into: output) }
            var back = [UInt8](repeating: 1, count: sample.count)
            let isGood = back.withUnsafeMutableBytes {
                inflater.inflate(UnsafeRawBufferPointer(rebasing: output[..<count]), into: $0)
            }
            #expect(isGood && back == sample)
        }
    }

    @Test func smallIsSmallerThanFast() throws {
        let lines = Samples.lines(10_000)
        #expect(try Samples.deflated(lines, .small).count < Samples.deflated(lines, .fast).count)
        #expect(try Samples.deflated(lines, .fast).count < lines.count / 4)
    }

    @Test func wrongLengthsAndDamageAreRefused() throws {
        let lines = Samples.lines(500)
        let stream = try Samples.deflated(lines, .fast)
        #expect(inflate(stream, count: lines.count + 1) == nil)
        #expect(inflate(stream, count: lines.count - 1) == nil)
        #expect(inflate(stream + [0], count: lines.count) == nil)
        for length in stride(from: 0, to: stream.count - 1, by: 11) {
            #expect(inflate(Array(stream[..<length]), count: lines.count) == nil)
        }
        // Damage gives an error or other bytes, which the checksum finds; never more of them.
        for index in stride(from: 0, to: stream.count, by: 17) {
            var damaged = stream
            damaged[index] ^= 8
            if let bytes = inflate(damaged, count: lines.count) { #expect(bytes != lines) }
        }
    }

    @Test func emptyStream() throws {
        #expect(inflate([3, 0], count: 0) == [])
        #expect(inflate([3, 0], count: 1) == nil)
        #expect(inflate([], count: 0) == nil)
    }
}
