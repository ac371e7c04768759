import FraiseGzip
import Testing

@Suite struct GzipDecoderTests {
    private struct Outcome {
        var bytes: [UInt8] = []
        var state = GzipDecoder.State.boundary
    }

    /// Feeds `input` in pieces and collects what comes out in pieces.
    private func decode(_ input: [UInt8], piece: Int, room: Int) -> Outcome {
        let decoder = GzipDecoder()
        var outcome = Outcome()
        var output = [UInt8](repeating: 0, count: room)
        var start = 0
        while true {
            let end = min(start + piece, input.count)
            let step = input[start..<end].withUnsafeBytes { bytes in
                output.withUnsafeMutableBytes { decoder.step(bytes, into: $0) }
            }
            start += step.consumed
            outcome.bytes += output[..<step.produced]
            outcome.state = step.state
            if step.state == .damaged || step.consumed == 0 && step.produced == 0 { return outcome }
        }
    }

    @Test(arguments: [(1, 1), (7, 3), (1000, 64), (1 << 22, 1 << 16)])
    func membersInPieces(piece: Int, room: Int) throws {
        let one = Samples.lines(20)
        let two = Samples.noise(500)
        let input =
            try Samples.member(one) + Samples.member([]) + Samples.member(two, .small, extra: [1, 2, 3])
            + Samples.member(one)
        let outcome = decode(input, piece: piece, room: room)
        #expect(outcome.bytes == one + two + one)
        #expect(outcome.state == .boundary)
    }

    @Test func cutIsInsideAndGoesOn() throws {
        let lines = Samples.lines(50)
        let member = try Samples.member(lines)
        for length in 1..<member.count {
            let outcome = decode(Array(member[..<length]), piece: 4096, room: 4096)
            #expect(outcome.state == .inside, "\(length) bytes")
            #expect(lines.starts(with: outcome.bytes))
        }
        #expect(decode([], piece: 10, room: 10).state == .boundary)
    }

    @Test func paddingIsPassedOver() throws {
        let lines = Samples.lines(5)
        let member = try Samples.member(lines)
        let padded = member + [UInt8](repeating: 0, count: 1000)
        let outcome = decode(padded, piece: 64, room: 64)
        #expect(outcome.bytes == lines && outcome.state == .boundary)
        // Before the first member zeros are no gzip.
        #expect(decode([0, 0] + member, piece: 64, room: 64).state == .damaged)
    }

    @Test func damageIsFoundAndWhatCameBeforeIsGood() throws {
        let lines = Samples.lines(100)
        let first = try Samples.member(lines)
        let second = try Samples.member(lines)
        for index in 0..<second.count {
            // Time, extra flags and system of a gzip header mean nothing to its reader.
            // Nor do the bits between the end of the stream and the next byte.
            if (4..<10).contains(index) || index == second.count - 9 { continue }
            var input = first + second
            input[first.count + index] ^= 0x20
            let outcome = decode(input, piece: 512, room: 512)
            #expect(outcome.state != .boundary || outcome.bytes != lines + lines, "byte \(index)")
            #expect(outcome.bytes.starts(with: lines))
        }
        #expect(decode(first + Array("text".utf8), piece: 512, room: 512).state == .damaged)
    }

    @Test func wrongChecksumAndLength() throws {
        let member = try Samples.member(Samples.lines(10))
        for back in [1, 5, 8] {
            var damaged = member
            damaged[damaged.count - back] ^= 1
            #expect(decode(damaged, piece: 4096, room: 4096).state == .damaged)
        }
    }
}
