/// Counts, sums and the distribution of durations of a group of operations. Merging is adding.
public struct OperationTotals: Hashable, Sendable {
    /// Operations.
    public var count: Int64 = 0
    /// Ended well.
    public var successCount: Int64 = 0
    /// GraphQL answers with data and errors.
    public var partialErrorCount: Int64 = 0
    /// Failed.
    public var errorCount: Int64 = 0
    /// Ran out of time.
    public var timeoutCount: Int64 = 0
    /// Refused for lack of rights.
    public var deniedCount: Int64 = 0
    /// At or over the threshold of their type.
    public var slowCount: Int64 = 0
    /// Operations with a valid duration.
    public var durationCount: Int64 = 0
    /// Sum of durations in nanoseconds.
    public var durationSum: Int128 = 0
    /// Shortest duration in nanoseconds; meaningless while `durationCount` is 0.
    public var durationMinimum: Int64 = .max
    /// Longest duration in nanoseconds; meaningless while `durationCount` is 0.
    public var durationMaximum: Int64 = .min
    /// Sum of rows affected.
    public var rows: Int64 = 0
    /// Sum of response sizes in bytes.
    public var responseBytes: Int64 = 0
    /// Distribution of the durations.
    public var sketch = DurationSketch()

    /// Nothing counted.
    public init() {}

    /// Adds one operation.
    public mutating func add(_ entry: RecordEntry) {
        count += 1
        switch entry.status {
        case .success: successCount += 1
        case .partialError: partialErrorCount += 1
        case .error: errorCount += 1
        case .timeout: timeoutCount += 1
        case .denied: deniedCount += 1
        }
        if entry.isSlow { slowCount += 1 }
        if entry.duration >= 0 {
            durationCount += 1
            durationSum += Int128(entry.duration)
            durationMinimum = min(durationMinimum, entry.duration)
            durationMaximum = max(durationMaximum, entry.duration)
            sketch.add(entry.duration)
        }
        rows &+= entry.rows
        responseBytes &+= entry.responseBytes
    }

    /// Adds all of `other`.
    public mutating func merge(_ other: OperationTotals) {
        count += other.count
        successCount += other.successCount
        partialErrorCount += other.partialErrorCount
        errorCount += other.errorCount
        timeoutCount += other.timeoutCount
        deniedCount += other.deniedCount
        slowCount += other.slowCount
        durationCount += other.durationCount
        durationSum += other.durationSum
        durationMinimum = min(durationMinimum, other.durationMinimum)
        durationMaximum = max(durationMaximum, other.durationMaximum)
        rows &+= other.rows
        responseBytes &+= other.responseBytes
        sketch.merge(other.sketch)
    }

    /// The duration at a quantile in nanoseconds; nil without durations.
    public func quantile(millionths: Int64) -> Int64? {
        sketch.quantile(millionths: millionths, minimum: durationMinimum, maximum: durationMaximum)
    }
}
