@testable import FraiseArchive
import FraiseModel
import Testing

@Suite struct BodyCodecTests {
    private let codec = BodyCodec()

    private func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 88172645463325252
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state)
        }
    }

    @Test(arguments: [0, 1, 127, 128, 16_267, 16_268, 48 * 1024, 48 * 1024 + 1, 300_000])
    func roundTrips(count: Int) throws {
        for payload in [noise(count), [UInt8](repeating: 65, count: count)] {
            let parts = try codec.parts(of: payload)
            #expect(!parts.isEmpty)
            #expect(parts.allSatisfy { $0.count <= Member.bodyLimit })
            #expect(try codec.payload(ofParts: parts) == payload)
        }
    }

    @Test func damagedPartsAreRefused() throws {
        let part = try codec.parts(of: [UInt8](repeating: 65, count: 4000))[0]
        #expect(part[0] == 1)
        for index in part.indices.dropFirst() {
            // A flipped bit may stand in a place that deflate does not look at; then the payload is the same.
            var damaged = part
            damaged[index] ^= 0x10
            if let payload = try? codec.payload(of: damaged) { #expect(payload.count <= 48 * 1024) }
        }
        #expect(throws: FraiseError.self) { try codec.payload(of: []) }
        #expect(throws: FraiseError.self) { try codec.payload(of: [2, 1, 2]) }
        // Lengths beyond a part, and beyond an Int.
        #expect(throws: FraiseError.self) { try codec.payload(of: [1, 0xFF, 0xFF, 0x7F, 3, 0]) }
        #expect(throws: FraiseError.self) {
            try codec.payload(of: [1] + [UInt8](repeating: 0xFF, count: 9) + [1, 3, 0])
        }
    }
}
