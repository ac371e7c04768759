internal import FraiseModel

/// The latest gauges of each cache by event time; at most 256 caches, of which those seen longest ago go first.
struct CacheGauges {
    static let limit = 256
    private var latest: [String: CacheSample] = [:]

    /// Bytes held, without the names.
    var memoryBytes: Int { latest.capacity * (MemoryLayout<CacheSample>.stride + 24) }

    /// Takes samples over. A gauge that a newer sample does not tell keeps its value.
    mutating func apply(_ samples: [CacheSample], now: Timestamp) {
        for sample in samples
        where sample.timestamp.seconds <= now.seconds + LiveWindows.keptSeconds {
            guard let known = latest[sample.name] else {
                if latest.count >= CacheGauges.limit { dropOldest() }
                latest[sample.name] = sample
                continue
            }
            let (older, newer) = known.timestamp <= sample.timestamp ? (known, sample) : (sample, known)
            latest[sample.name] = CacheSample(
                timestamp: newer.timestamp,
                name: sample.name,
                entries: newer.entries ?? older.entries,
                memoryBytes: newer.memoryBytes ?? older.memoryBytes
            )
        }
    }

    private mutating func dropOldest() {
        guard let oldest = latest.values.min(by: { $0.timestamp < $1.timestamp }) else { return }
        latest[oldest.name] = nil
    }

    /// By name.
    var samples: [CacheSample] { latest.values.sorted { $0.name < $1.name } }
}
