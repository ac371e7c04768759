import FraiseModel
import FraiseWindow

/// Makes batches as a parser does: keys are numbered across batches, lines are small JSON objects.
struct BatchBuilder {
    private var numbers: [WindowKey: UInt32] = [:]

    /// Begins the numbering again, as a parser does when it has too many keys.
    mutating func renumber() { numbers = [:] }

    /// One record to come.
    struct Item {
        var seconds: Double
        var key: WindowKey
        var duration: Int64 = 1_000_000
        var status = RecordStatus.success
        var flags: RecordEntry.Flags = []
        var line: String?
    }

    mutating func batch(_ items: [Item]) -> RecordBatch {
        let batch = RecordBatch()
        batch.firstNewKey = UInt32(numbers.count)
        for item in items {
            let number: UInt32
            if let known = numbers[item.key] {
                number = known
            } else {
                number = UInt32(numbers.count)
                numbers[item.key] = number
                batch.newKeys.append(item.key)
            }
            let text = item.line ?? "{\"at\":\(item.seconds),\"name\":\"\(item.key.operationName)\"}"
            let bytes = item.flags.contains(.sampledOut) ? [] : Array((text + "\n").utf8)
            batch.reserve(bytes.count)
            bytes.withUnsafeBufferPointer { source in
                if let base = source.baseAddress {
                    (batch.base + batch.byteCount).update(from: base, count: bytes.count)
                }
            }
            batch.entries.append(
                RecordEntry(
                    timestamp: Timestamp(microseconds: Int64((item.seconds * 1_000_000).rounded())),
                    duration: item.duration,
                    rows: 1,
                    responseBytes: 10,
                    offset: UInt32(batch.byteCount),
                    length: UInt32(bytes.count),
                    key: number,
                    kind: item.key.kind,
                    status: item.status,
                    severity: .info,
                    flags: item.flags
                )
            )
            batch.byteCount += bytes.count
        }
        return batch
    }

    mutating func batch(_ seconds: Double..., key: WindowKey, duration: Int64 = 1_000_000) -> RecordBatch {
        batch(seconds.map { Item(seconds: $0, key: key, duration: duration) })
    }
}

extension WindowKey {
    static let getUser = WindowKey(kind: .graphql, eventType: "query", operationName: "getUser")
    static let select = WindowKey(kind: .database, eventType: "select", operationName: "")
    static func named(_ name: String, _ kind: RecordKind = .graphql, _ type: String = "query") -> WindowKey {
        WindowKey(kind: kind, eventType: type, operationName: name)
    }
}

extension LiveRecord {
    var text: String { String(decoding: line, as: UTF8.self) }
}

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
}
