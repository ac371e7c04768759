import FraiseModel
import Testing

/// Storage of batches and blocks: growing keeps what is there, emptying gives large buffers back.
@Suite struct BatchStorageTests {
    func write(_ text: String, to batch: RecordBatch) -> RecordEntry {
        let bytes = Array(text.utf8)
        batch.reserve(bytes.count)
        bytes.withUnsafeBufferPointer { source in
            if let base = source.baseAddress {
                (batch.base + batch.byteCount).update(from: base, count: bytes.count)
            }
        }
        var entry = RecordEntry.plain
        entry.offset = UInt32(batch.byteCount)
        entry.length = UInt32(bytes.count)
        batch.entries.append(entry)
        batch.byteCount += bytes.count
        return entry
    }

    @Test func linesSurviveGrowing() {
        let batch = RecordBatch()
        let first = write("first\n", to: batch)
        let large = write(String(repeating: "x", count: 5 << 20) + "\n", to: batch)
        #expect(String(decoding: batch.line(of: first), as: UTF8.self) == "first\n")
        #expect(batch.line(of: large).count == 5 << 20 + 1)
        #expect(batch.bytes.count == batch.byteCount)
        #expect(batch.capacity >= batch.byteCount)
    }

    @Test func emptyingGivesALargeBufferBack() {
        let batch = RecordBatch()
        let usual = batch.capacity
        _ = write(String(repeating: "x", count: 5 << 20), to: batch)
        batch.newKeys = [.other(.graphql)]
        batch.firstNewKey = 7
        batch.pools = [PoolSample(timestamp: Timestamp(seconds: 0))]
        batch.removeAll()
        #expect(batch.capacity == usual)
        #expect(
            batch.byteCount == 0 && batch.entries.isEmpty && batch.newKeys.isEmpty && batch.firstNewKey == 0
        )
        #expect(batch.pools.isEmpty && batch.caches.isEmpty)
    }

    @Test func blocksKeepTheirFirstBytes() {
        let block = LineBlock(capacity: 8)
        for place in 0..<8 { block.base[place] = UInt8(place) }
        block.resize(capacity: 16, keeping: 8)
        #expect(block.capacity == 16)
        block.start = 2
        block.count = 6
        #expect(Array(block.lines) == [2, 3, 4, 5, 6, 7])
        block.resize(capacity: 4, keeping: 8)
        #expect(block.capacity == 4)
        #expect(Array(UnsafeRawBufferPointer(start: block.base, count: 4)) == [0, 1, 2, 3])
    }
}
