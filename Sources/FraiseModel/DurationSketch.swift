/// A mergeable distribution of durations: counts by log-linear bucket, sparse and ascending.
///
/// The relative error of a quantile is at most 2^-10. Merging is adding, so the order does not matter.
public struct DurationSketch: Hashable, Sendable {
    /// Bucket indexes, ascending, without repetition.
    public private(set) var indexes: [UInt16]
    /// Values in each bucket, above zero.
    public private(set) var counts: [Int64]

    /// No values.
    public init() {
        indexes = []
        counts = []
    }

    /// A sketch from its stored form; nil when the arrays differ in length, the indexes do not ascend, or a
    /// count is not positive.
    public init?(indexes: [UInt16], counts: [Int64]) {
        guard indexes.count == counts.count, counts.allSatisfy({ $0 > 0 }),
            zip(indexes, indexes.dropFirst()).allSatisfy({ $0 < $1 }),
            indexes.last.map({ Int($0) < SketchBucket.count }) ?? true
        else { return nil }
        self.indexes = indexes
        self.counts = counts
    }

    /// A sketch from arrays that are known to be ascending and positive.
    init(ascending indexes: [UInt16], counts: [Int64]) {
        self.indexes = indexes
        self.counts = counts
    }

    /// Adds ascending bucket indexes, one value each, none below the last one held.
    mutating func append(ascending values: [UInt16]) {
        for index in values {
            if indexes.last == index {
                counts[counts.count - 1] += 1
            } else {
                indexes.append(index)
                counts.append(1)
            }
        }
    }

    /// How many values it holds.
    public var count: Int64 { counts.reduce(0, +) }

    /// Adds one value of 0 to 2^53 − 1 nanoseconds.
    public mutating func add(_ nanoseconds: Int64) {
        add(index: SketchBucket.index(of: nanoseconds), count: 1)
    }

    /// Adds `count` values to a bucket.
    public mutating func add(index: UInt16, count: Int64) {
        var low = 0
        var high = indexes.count
        while low < high {
            let middle = (low + high) / 2
            if indexes[middle] < index { low = middle + 1 } else { high = middle }
        }
        if low < indexes.count, indexes[low] == index {
            counts[low] += count
        } else {
            indexes.insert(index, at: low)
            counts.insert(count, at: low)
        }
    }

    /// Adds every value of `other`.
    public mutating func merge(_ other: DurationSketch) {
        if other.indexes.isEmpty { return }
        if indexes.isEmpty {
            self = other
            return
        }
        var mergedIndexes: [UInt16] = []
        var mergedCounts: [Int64] = []
        mergedIndexes.reserveCapacity(indexes.count + other.indexes.count)
        mergedCounts.reserveCapacity(indexes.count + other.indexes.count)
        var left = 0
        var right = 0
        while left < indexes.count || right < other.indexes.count {
            if right == other.indexes.count || (left < indexes.count && indexes[left] < other.indexes[right])
            {
                mergedIndexes.append(indexes[left])
                mergedCounts.append(counts[left])
                left += 1
            } else if left == indexes.count || other.indexes[right] < indexes[left] {
                mergedIndexes.append(other.indexes[right])
                mergedCounts.append(other.counts[right])
                right += 1
            } else {
                mergedIndexes.append(indexes[left])
                mergedCounts.append(counts[left] + other.counts[right])
                left += 1
                right += 1
            }
        }
        indexes = mergedIndexes
        counts = mergedCounts
    }

    /// The value at rank ceil(q·n) in nanoseconds, clamped to [`minimum`, `maximum`], q in millionths
    /// (500,000 is the median); nil when empty.
    public func quantile(millionths: Int64, minimum: Int64, maximum: Int64) -> Int64? {
        let total = count
        guard total > 0 else { return nil }
        let rank = SketchBucket.rank(millionths: millionths, count: total)
        var seen: Int64 = 0
        for (index, count) in zip(indexes, counts) {
            seen += count
            if seen >= rank { return min(max(SketchBucket.middle(of: Int(index)), minimum), maximum) }
        }
        return maximum
    }
}
