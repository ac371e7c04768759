internal import FraiseModel

/// Samples of the connection pool over the last hour, in cells of 10 s of event time: at most 721 cells.
struct PoolHistory {
    private var cells: [Int64: Sum] = [:]
    private(set) var latest: PoolSample?

    private struct Sum {
        var samples: Int64 = 0
        var utilizations: Int64 = 0
        var utilizationSum = 0.0
        var utilizationMaximum: Double?
        var waitings: Int64 = 0
        var waitingSum: Int64 = 0
        var waitingMaximum: Int64?
        var waitMaximum: Double?
        var latest: PoolSample?

        mutating func add(_ other: Sum) {
            samples += other.samples
            utilizations += other.utilizations
            utilizationSum += other.utilizationSum
            utilizationMaximum = Sum.larger(utilizationMaximum, other.utilizationMaximum)
            waitings += other.waitings
            waitingSum &+= other.waitingSum
            waitingMaximum = Sum.larger(waitingMaximum, other.waitingMaximum)
            waitMaximum = Sum.larger(waitMaximum, other.waitMaximum)
            if let sample = other.latest, sample.timestamp >= (latest?.timestamp ?? sample.timestamp) {
                latest = sample
            }
        }

        static func larger<Value: Comparable>(_ one: Value?, _ other: Value?) -> Value? {
            guard let one else { return other }
            return other.map { max(one, $0) } ?? one
        }

        func point(start: Int64) -> PoolStatistics.Point {
            PoolStatistics.Point(
                start: start,
                samples: samples,
                averageUtilization: utilizations > 0 ? utilizationSum / Double(utilizations) : nil,
                maximumUtilization: utilizationMaximum,
                averageWaiting: waitings > 0 ? Double(waitingSum) / Double(waitings) : nil,
                maximumWaiting: waitingMaximum,
                maximumWait: waitMaximum
            )
        }
    }

    /// Bytes held.
    var memoryBytes: Int { cells.capacity * (MemoryLayout<Sum>.stride + 16) }

    /// Active ÷ total; nil when either is unknown or total is 0.
    static func utilization(_ sample: PoolSample) -> Double? {
        guard let active = sample.active, let total = sample.total, total > 0 else { return nil }
        return Double(active) / Double(total)
    }

    /// Takes samples over; those outside the kept hour are ignored.
    mutating func apply(_ samples: [PoolSample], now: Timestamp) {
        let earliest = LiveWindows.keptFrom(now)
        let latestKept = now.seconds + LiveWindows.keptSeconds
        for sample in samples {
            let start = sample.timestamp.floor(toSeconds: 10)
            guard start >= earliest, start <= latestKept else { continue }
            if sample.timestamp >= (latest?.timestamp ?? sample.timestamp) { latest = sample }
            let use = PoolHistory.utilization(sample)
            cells[start, default: Sum()].add(
                Sum(
                    samples: 1,
                    utilizations: use == nil ? 0 : 1,
                    utilizationSum: use ?? 0,
                    utilizationMaximum: use,
                    waitings: sample.waiting == nil ? 0 : 1,
                    waitingSum: sample.waiting ?? 0,
                    waitingMaximum: sample.waiting,
                    waitMaximum: sample.maximumWait
                )
            )
        }
    }

    /// Lets go what is no longer kept.
    mutating func advance(to now: Timestamp) {
        let earliest = LiveWindows.keptFrom(now)
        let latestKept = now.seconds + LiveWindows.keptSeconds
        for start in cells.keys where start < earliest || start > latestKept { cells[start] = nil }
        if let kept = latest, kept.timestamp.seconds < earliest || kept.timestamp.seconds > latestKept {
            latest = nil
        }
    }

    /// Figures of the samples in [now − seconds, now), aligned outwards to 10 s.
    func statistics(seconds: Int64, now: Timestamp) -> PoolStatistics {
        let start = Timestamp(microseconds: now.microseconds - seconds * 1_000_000).floor(toSeconds: 10)
        var sum = Sum()
        var history: [PoolStatistics.Point] = []
        for (cell, part) in cells where cell >= start && cell * 1_000_000 < now.microseconds {
            sum.add(part)
            history.append(part.point(start: cell))
        }
        history.sort { $0.start < $1.start }
        return PoolStatistics(latest: latest, window: sum.point(start: start), history: history)
    }
}
