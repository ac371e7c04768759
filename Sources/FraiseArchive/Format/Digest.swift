internal import Crypto

/// SHA-256 values as 32 bytes.
enum Digest {
    static let zero = [UInt8](repeating: 0, count: 32)

    static func of(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }

    static func of(_ bytes: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: bytes))
    }
}
