/// XXH64, the 64-bit xxHash (specification: xxHash fast digest algorithm, version 0.1.1).
///
/// Of a stream it keeps no bytes: input is whole stripes of 32 bytes until `digest(tail:)`.
public struct XXH64: Hashable, Sendable {
    @usableFromInline var lane1: UInt64
    @usableFromInline var lane2: UInt64
    @usableFromInline var lane3: UInt64
    @usableFromInline var lane4: UInt64
    /// Bytes taken so far, a multiple of 32.
    public private(set) var length: UInt64 = 0
    @usableFromInline let seed: UInt64

    @usableFromInline static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    @usableFromInline static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    @usableFromInline static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    @usableFromInline static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    @usableFromInline static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// The state before any input.
    public init(seed: UInt64 = 0) {
        self.seed = seed
        lane1 = seed &+ XXH64.prime1 &+ XXH64.prime2
        lane2 = seed &+ XXH64.prime2
        lane3 = seed
        lane4 = seed &- XXH64.prime1
    }

    /// The four lanes, to be persisted with `length`.
    public var lanes: [UInt64] { [lane1, lane2, lane3, lane4] }

    /// A state from its persisted form (seed 0); nil unless there are four lanes and whole stripes.
    public init?(lanes: [UInt64], length: UInt64) {
        guard lanes.count == 4, length % 32 == 0 else { return nil }
        seed = 0
        lane1 = lanes[0]
        lane2 = lanes[1]
        lane3 = lanes[2]
        lane4 = lanes[3]
        self.length = length
    }

    @inlinable @inline(__always)
    static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
        let sum = lane &+ input &* prime2
        return (sum << 31 | sum >> 33) &* prime1
    }

    @inlinable @inline(__always)
    static func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
        (hash ^ round(0, lane)) &* prime1 &+ prime4
    }

    /// Takes whole stripes; `bytes.count` is a multiple of 32.
    public mutating func update(stripes bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count % 32 == 0)
        var one = lane1
        var two = lane2
        var three = lane3
        var four = lane4
        var offset = 0
        while offset < bytes.count {
            one = XXH64.round(
                one,
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            )
            two = XXH64.round(
                two,
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
            )
            three = XXH64.round(
                three,
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
            )
            four = XXH64.round(
                four,
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
            )
            offset += 32
        }
        lane1 = one
        lane2 = two
        lane3 = three
        lane4 = four
        length += UInt64(bytes.count)
    }

    /// The hash of all input and the last bytes, fewer than 32.
    public func digest(tail: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64
        if length >= 32 {
            hash = (lane1 << 1 | lane1 >> 63) &+ (lane2 << 7 | lane2 >> 57)
            hash = hash &+ (lane3 << 12 | lane3 >> 52) &+ (lane4 << 18 | lane4 >> 46)
            hash = XXH64.merge(hash, lane1)
            hash = XXH64.merge(hash, lane2)
            hash = XXH64.merge(hash, lane3)
            hash = XXH64.merge(hash, lane4)
        } else {
            hash = seed &+ XXH64.prime5
        }
        hash = hash &+ length &+ UInt64(tail.count)
        var offset = 0
        while offset + 8 <= tail.count {
            let word = UInt64(littleEndian: tail.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            hash ^= XXH64.round(0, word)
            hash = (hash << 27 | hash >> 37) &* XXH64.prime1 &+ XXH64.prime4
            offset += 8
        }
        if offset + 4 <= tail.count {
            let word = UInt32(littleEndian: tail.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            hash ^= UInt64(word) &* XXH64.prime1
            hash = (hash << 23 | hash >> 41) &* XXH64.prime2 &+ XXH64.prime3
            offset += 4
        }
        while offset < tail.count {
            hash ^= UInt64(tail[offset]) &* XXH64.prime5
            hash = (hash << 11 | hash >> 53) &* XXH64.prime1
            offset += 1
        }
        hash ^= hash >> 33
        hash = hash &* XXH64.prime2
        hash ^= hash >> 29
        hash = hash &* XXH64.prime3
        return hash ^ hash >> 32
    }

    /// The hash of `bytes`.
    public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var state = XXH64(seed: seed)
        let whole = bytes.count / 32 * 32
        if whole > 0 { state.update(stripes: UnsafeRawBufferPointer(rebasing: bytes[..<whole])) }
        return state.digest(tail: UnsafeRawBufferPointer(rebasing: bytes[whole...]))
    }
}
