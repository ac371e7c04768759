import FraiseModel

/// Random numbers that are the same in every run (SplitMix64).
struct FixedRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// An entry with any status and a duration of any magnitude, one in ten without.
    mutating func entry() -> RecordEntry {
        let bits = Int64.random(in: 0...53, using: &self)
        let duration =
            Int64.random(in: 0..<10, using: &self) == 0 ? -1 : Int64.random(in: 0..<(1 << bits), using: &self)
        return RecordEntry(
            timestamp: Timestamp(seconds: 0),
            duration: duration,
            rows: Int64.random(in: 0...9, using: &self),
            responseBytes: Int64.random(in: 0...99_999, using: &self),
            offset: 0,
            length: 1,
            key: 0,
            kind: .database,
            status: RecordStatus.allCases.randomElement(using: &self) ?? .success,
            severity: .info,
            flags: Bool.random(using: &self) ? .slow : []
        )
    }
}
