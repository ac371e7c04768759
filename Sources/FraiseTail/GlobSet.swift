/// A bracket expression of a glob pattern: single bytes and ranges, negated by `!` or `^` (glob(7)).
struct GlobSet {
    private var ranges: [ClosedRange<UInt8>] = []
    private var isNegated = false
    /// Index in the pattern after the closing bracket.
    private(set) var end: Int

    /// The expression that opens at `start`; nil when it is not closed.
    init?(_ pattern: [UInt8], at start: Int) {
        var index = start + 1
        if index < pattern.count, pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^") {
            isNegated = true
            index += 1
        }
        // A bracket that comes first stands for itself.
        let first = index
        while index < pattern.count {
            let low = pattern[index]
            if low == UInt8(ascii: "]"), index > first {
                end = index + 1
                return
            }
            if index + 2 < pattern.count, pattern[index + 1] == UInt8(ascii: "-"),
                pattern[index + 2] != UInt8(ascii: "]")
            {
                let high = pattern[index + 2]
                if low <= high { ranges.append(low...high) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return nil
    }

    func contains(_ byte: UInt8) -> Bool {
        ranges.contains { $0.contains(byte) } != isNegated
    }
}
