import FraiseModel

/// What must come of a generated log, counted without any of the code under test but the bucket arithmetic.
struct Oracle {
    /// One record.
    struct Operation {
        var number: Int64
        var time: Timestamp
        var key: WindowKey
        var status = RecordStatus.success
        /// Nanoseconds; nil when it has none.
        var duration: Int64?
        var rows: Int64 = 0
        var traceID = ""

        /// By the default thresholds of the configuration.
        var isSlow: Bool {
            guard let duration else { return false }
            switch key.kind {
            case .graphql: return duration >= (key.eventType == "query" ? 100_000_000 : 500_000_000)
            case .database: return duration >= 100_000_000
            case .cache: return duration >= 10_000_000
            default: return false
            }
        }
    }

    private(set) var operations: [Operation] = []
    private(set) var rejects: [RejectReason: Int64] = [:]
    private(set) var brokenLines = 0
    private(set) var lines: Int64 = 0
    private(set) var parsedBytes: Int64 = 0
    private(set) var rejectedBytes: Int64 = 0
    private(set) var skippedBytes: Int64 = 0

    var records: Int64 { Int64(operations.count) }
    var rejectedLines: Int64 { rejects.values.reduce(0, +) }

    mutating func add(_ operation: Operation, bytes: Int) {
        operations.append(operation)
        lines += 1
        parsedBytes += Int64(bytes)
    }

    /// A line that gives no record; without a reason it is empty.
    mutating func addBroken(_ reason: RejectReason?, bytes: Int) {
        brokenLines += 1
        lines += 1
        if let reason {
            rejects[reason, default: 0] += 1
            rejectedBytes += Int64(bytes)
        } else {
            skippedBytes += Int64(bytes)
        }
    }

    /// The log that continues this one in the same file.
    mutating func append(_ other: Oracle) {
        operations += other.operations
        rejects.merge(other.rejects, uniquingKeysWith: +)
        brokenLines += other.brokenLines
        lines += other.lines
        parsedBytes += other.parsedBytes
        rejectedBytes += other.rejectedBytes
        skippedBytes += other.skippedBytes
    }

    /// Figures of the operations that `group` gives the same value, exact.
    func figures<Group: Hashable>(by group: (Operation) -> Group) -> [Group: Figures] {
        var result: [Group: Figures] = [:]
        for operation in operations { result[group(operation), default: Figures()].add(operation) }
        return result
    }
}
