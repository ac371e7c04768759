internal import FraiseModel
internal import Synchronization

/// Batches for reuse between the committer, which empties them, and ingest, which fills them.
final class BatchPool: Sendable {
    private let free = Mutex<[RecordBatch]>([])

    func take() -> RecordBatch {
        free.withLock { $0.popLast() } ?? RecordBatch()
    }

    func give(_ batch: RecordBatch) {
        batch.removeAll()
        free.withLock { free in
            if free.count < 4 { free.append(batch) }
        }
    }
}
