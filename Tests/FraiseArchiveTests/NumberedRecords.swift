import FraiseArchive
import FraiseModel
import FraisePlatform
import Synchronization

/// Records that are nothing but a number, for tests that ask whether each is there once: lines `{"n":000012}`.
/// Each number has a key, and some are counted without being kept, as sampling does it.
enum NumberedRecords {
    static let lineLength = 13
    /// Event time of record n: one a second.
    static func time(_ number: Int) -> Timestamp { Timestamp(seconds: 1_790_000_000 + Int64(number)) }

    static func key(_ number: Int) -> WindowKey {
        WindowKey(kind: .graphql, eventType: "query", operationName: "n\(number / 25 % 3)")
    }

    /// Whether sampling leaves the record out.
    static func isSampledOut(_ number: Int) -> Bool { number % 7 == 3 }
    /// The numbers that the archive keeps.
    static func kept(_ numbers: Range<Int>) -> [Int] { numbers.filter { !isSampledOut($0) } }

    /// Numbers keys in order of first sight, as an encoder and a decoder do.
    struct KeyOrder {
        private var known: [WindowKey: UInt32] = [:]
        private var next: UInt32 = 0

        mutating func begin(_ batch: RecordBatch) { batch.firstNewKey = next }

        mutating func number(of key: WindowKey, in batch: RecordBatch) -> UInt32 {
            if let number = known[key] { return number }
            known[key] = next
            batch.newKeys.append(key)
            next += 1
            return next - 1
        }
    }

    static func batch(_ numbers: Range<Int>, order: inout KeyOrder) -> RecordBatch {
        let batch = RecordBatch()
        order.begin(batch)
        for number in numbers { append(number, to: batch, order: &order, copying: true) }
        return batch
    }

    private static func append(_ number: Int, to batch: RecordBatch, order: inout KeyOrder, copying: Bool) {
        let digits = String(number)
        let line = "{\"n\":" + String(repeating: "0", count: 6 - digits.count) + digits + "}\n"
        let isOut = copying && isSampledOut(number)
        batch.entries.append(
            RecordEntry(
                timestamp: time(number),
                duration: Int64(number) * 1000,
                rows: 1,
                responseBytes: 0,
                offset: UInt32(batch.byteCount),
                length: isOut ? 0 : UInt32(lineLength),
                key: order.number(of: key(number), in: batch),
                kind: .graphql,
                status: .success,
                severity: .unknown,
                flags: isOut ? .sampledOut : []
            )
        )
        guard copying, !isOut else { return }
        for byte in line.utf8 {
            batch.base[batch.byteCount] = byte
            batch.byteCount += 1
        }
    }

    static func position(_ count: Int, file: Int64 = 1) -> FilePosition {
        var position = FilePosition(
            number: file,
            source: "app",
            path: "/log/app.jsonl",
            identity: FileIdentity(device: 1, inode: UInt64(file + 1))
        )
        position.offset = Int64(count * lineLength)
        return position
    }

    static func ledger(_ numbers: Range<Int>) -> Ledger {
        var ledger = Ledger()
        ledger.parsedBytes = Int64(numbers.count * lineLength)
        ledger.records = Int64(kept(numbers).count)
        ledger.operations = Int64(numbers.count)
        return ledger
    }

    final class Decoder: ArchivedRecordDecoder {
        private var order = KeyOrder()

        func decode(_ lines: UnsafeRawBufferPointer, into batch: RecordBatch) -> Int {
            order.begin(batch)
            for number in NumberedRecords.numbers(lines) {
                append(number, to: batch, order: &order, copying: false)
            }
            return 0
        }
    }

    static func numbers(_ lines: UnsafeRawBufferPointer) -> [Int] {
        String(decoding: lines, as: UTF8.self).split(separator: "\n").compactMap {
            Int($0.dropFirst(5).dropLast())
        }
    }

    /// Events kept for assertions.
    final class Events: ArchiveEvents {
        let messages = Mutex<[String]>([])
        func sealed(_ segment: SealedSegment) {
            messages.withLock { $0.append("sealed \(segment.end.segment)") }
        }
        func sealingFailed(segment: Int64, _ error: FraiseError) {
            messages.withLock { $0.append("sealing failed \(segment): \(error)") }
        }
        func removed(_ segment: SealedSegment, _ reason: RemovalReason) {
            messages.withLock { $0.append("removed \(segment.end.segment) \(reason.rawValue)") }
        }
        func removalFailed(_ error: FraiseError) { messages.withLock { $0.append("not removed") } }
        func cutTail(path: String, bytes: Int64) { messages.withLock { $0.append("cut \(bytes)") } }
        func damaged(path: String, ranges: [Range<Int64>]) {
            messages.withLock { $0.append("damaged \(ranges)") }
        }
        func forked(from old: [UInt8], to new: [UInt8]) { messages.withLock { $0.append("forked") } }
    }
}
