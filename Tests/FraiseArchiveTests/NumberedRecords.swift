import FraiseArchive
import FraiseModel
import FraisePlatform
import Synchronization

/// Records that are nothing but a number, for tests that ask whether each is there once: lines `{"n":000012}`.
enum NumberedRecords {
    static let lineLength = 13
    static let key = WindowKey(kind: .graphql, eventType: "query", operationName: "n")
    /// Event time of record n: one a second.
    static func time(_ number: Int) -> Timestamp { Timestamp(seconds: 1_790_000_000 + Int64(number)) }

    static func batch(_ numbers: Range<Int>, isFirst: Bool) -> RecordBatch {
        let batch = RecordBatch()
        if isFirst { batch.newKeys = [key] } else { batch.firstNewKey = 1 }
        for number in numbers { append(number, to: batch, copying: true) }
        return batch
    }

    static func append(_ number: Int, to batch: RecordBatch, copying: Bool) {
        let digits = String(number)
        let line = "{\"n\":" + String(repeating: "0", count: 6 - digits.count) + digits + "}\n"
        batch.entries.append(
            RecordEntry(
                timestamp: time(number),
                duration: Int64(number) * 1000,
                rows: 1,
                responseBytes: 0,
                offset: UInt32(batch.byteCount),
                length: UInt32(lineLength),
                key: 0,
                kind: .graphql,
                status: .success,
                severity: .unknown,
                flags: []
            )
        )
        guard copying else { return }
        for byte in line.utf8 {
            batch.base[batch.byteCount] = byte
            batch.byteCount += 1
        }
    }

    static func position(_ count: Int) -> FilePosition {
        var position = FilePosition(
            number: 1,
            source: "app",
            path: "/log/app.jsonl",
            identity: FileIdentity(device: 1, inode: 2)
        )
        position.offset = Int64(count * lineLength)
        return position
    }

    final class Decoder: ArchivedRecordDecoder {
        func decode(_ lines: UnsafeRawBufferPointer, into batch: RecordBatch) -> Int {
            batch.newKeys = [key]
            for number in NumberedRecords.numbers(lines) { append(number, to: batch, copying: false) }
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
        func sealingFailed(segment: Int64, _ error: FraiseError) {}
        func cutTail(path: String, bytes: Int64) { messages.withLock { $0.append("cut \(bytes)") } }
        func damaged(path: String, ranges: [Range<Int64>]) {
            messages.withLock { $0.append("damaged \(ranges)") }
        }
        func forked(from old: [UInt8], to new: [UInt8]) { messages.withLock { $0.append("forked") } }
    }
}
