internal import FraiseModel

/// Hashes the last bytes before an offset under a key, so that a position tells nobody what the log said.
public struct TailKey: Hashable, Sendable {
    /// Bytes before an offset that are compared, where there are as many.
    public static let reach = 64

    private let seed: UInt64

    /// The key of an archive, from its identity of 16 bytes.
    public init(archive identity: [UInt8]) {
        seed = identity.withUnsafeBytes { XXH64.hash($0, seed: 0x6672_6169_7365_716C) }
    }

    /// The hash of at most `reach` bytes.
    public func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        XXH64.hash(bytes, seed: seed)
    }
}
