public import FraiseModel

/// When bytes of a file were first seen: gives the age of the oldest one that is not committed.
public struct LagMarks: Sendable {
    private var marks: [(end: Int64, seen: Timestamp)] = []
    private static let most = 32

    /// Nothing seen.
    public init() {}

    /// The file reaches up to `end` now.
    public mutating func saw(end: Int64, at now: Timestamp) {
        if let last = marks.last, last.end >= end { return }
        if marks.count == LagMarks.most {
            // Two neighbours become one that is as old as the older: an age is never stated too small.
            var merged: [(end: Int64, seen: Timestamp)] = []
            for index in stride(from: 0, to: marks.count, by: 2) {
                merged.append((marks[min(index + 1, marks.count - 1)].end, marks[index].seen))
            }
            marks = merged
        }
        marks.append((end, now))
    }

    /// The last complete line ends at `end`: what is beyond is not yet a line and has no age.
    public mutating func linesEnd(at end: Int64) {
        while let last = marks.last, last.end > end {
            marks.removeLast()
            // The mark may stand for lines and a part of one.
            if marks.last.map({ $0.end < end }) ?? (end > 0) {
                marks.append((end, last.seen))
                return
            }
        }
    }

    /// Everything before `offset` is committed.
    public mutating func committed(_ offset: Int64) {
        marks.removeAll { $0.end <= offset }
    }

    /// When the oldest byte that is not committed was first seen; nil when there is none.
    public var oldest: Timestamp? { marks.first?.seen }
}
