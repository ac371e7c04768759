@testable import FraiseArchive
import FraiseModel
import Testing

@Suite struct MerkleTreeTests {
    /// The tree as RFC 6962, section 2.1, defines it, with our leaves.
    private func reference(_ digests: ArraySlice<[UInt8]>) -> [UInt8] {
        guard let first = digests.first else { return Digest.zero }
        if digests.count == 1 { return Digest.of([0] + first) }
        var split = 1
        while split * 2 < digests.count { split *= 2 }
        let middle = digests.startIndex + split
        return Digest.of([1] + reference(digests[..<middle]) + reference(digests[middle...]))
    }

    @Test func equalsTheDefinition() {
        let digests = (0..<70).map { Digest.of([UInt8($0)]) }
        for count in 0...70 {
            var tree = MerkleTree()
            for digest in digests[..<count] { tree.add(memberDigest: digest) }
            #expect(tree.root == reference(digests[..<count]), "\(count) leaves")
        }
    }

    /// The inputs of the test vectors that go with RFC 6962; since leaves here are hashed twice, the roots are those
    /// of a separate computation (Python's hashlib).
    @Test func testVectors() {
        let inputs = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ]
        let roots = [
            "4e59bf27372b1304bc0b137d1be9d566ad58b154b6a6b5778af7f414b1d4b84c",
            "95ea2d406f2975d40fda869ef2f166c8a85e8a7a82b4a2b11b1bb49d146806a0",
            "ea904a0b001f578785da21e25c60a46d2e8b1d0b2dc51281cc15df91c1418dca",
            "b34782c1b63b1e393588795bc2a5e39196ddfc5222293407e6b6d521bcb81810",
            "4bee540115a9d016dc590f6f33688dbe5f688793e93923c0ae8875c8d51bd857",
            "1db7b7b0c4d889eaf59b5eb7117dfc5833eb4dcfed661d09389b8d95a0a558c4",
            "65d11c29a6e4c63016715f8089fbb886206a6a93181d1884625f6a9b3a19e031",
            "6c0337e5f6ceea8a7dc89c1257f17a8db81e139d8d5329388365d0b008352ef6",
        ]
        var tree = MerkleTree()
        for (input, root) in zip(inputs, roots) {
            tree.add(memberDigest: Digest.of(Hexadecimal.bytes(input) ?? []))
            #expect(Hexadecimal.text(tree.root) == root)
        }
    }

    @Test func rootMayBeAskedInBetween() {
        var tree = MerkleTree()
        tree.add(memberDigest: Digest.of([1]))
        tree.add(memberDigest: Digest.of([2]))
        tree.add(memberDigest: Digest.of([3]))
        let root = tree.root
        #expect(tree.root == root)
        var other = MerkleTree()
        for value in 1...3 {
            _ = other.root
            other.add(memberDigest: Digest.of([UInt8(value)]))
        }
        #expect(other.root == root)
    }
}
