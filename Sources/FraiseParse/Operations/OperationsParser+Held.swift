public import FraiseModel

extension OperationsParser {
    /// The session under which the time of the last record is held, with `timestamp: previous`.
    private static let previousSession = Array("previous".utf8)

    public func restore(_ held: [HeldRecord]) {
        for record in held {
            if record.session == OperationsParser.previousSession, record.state.count == 8 {
                let value = record.state.withUnsafeBytes {
                    Int64(littleEndian: $0.loadUnaligned(as: Int64.self))
                }
                lastTimestamp = Timestamp(microseconds: value)
                reportedTimestamp = lastTimestamp
            } else {
                partials.restore(record)
            }
        }
    }

    /// Enters what changed among the held records since `heldBefore`.
    func reportHeld(_ heldBefore: Int64, _ progress: inout ParseProgress) {
        // A part of an object cannot be redacted, so it may not be kept anywhere.
        if redaction != nil, partials.bytes > 0 {
            for stream in PartialLines.Stream.allCases where partials.isPending(stream) {
                reject(.invalidJSON, stream, &progress)
                partials.clear(stream)
            }
        }
        progress.ledger.heldBytes += partials.bytes - heldBefore
        progress.held += partials.changes()
        if timestampRule == .previous, let lastTimestamp, lastTimestamp != reportedTimestamp {
            reportedTimestamp = lastTimestamp
            let state = withUnsafeBytes(of: lastTimestamp.microseconds.littleEndian) { Array($0) }
            progress.held.append(
                .put(HeldRecord(session: OperationsParser.previousSession, state: state, bytes: 0))
            )
        }
    }

    private func reject(
        _ reason: RejectReason,
        _ stream: PartialLines.Stream,
        _ progress: inout ParseProgress
    ) {
        let bytes = partials.bytes(stream)
        progress.ledger.rejectedBytes += bytes
        progress.ledger.rejects[Int(reason.rawValue)] += 1
        progress.rejects.append(Reject(reason: reason, offset: partials.offset(stream), length: bytes))
    }

    public func finish(into batch: RecordBatch, progress: inout ParseProgress) -> Bool {
        progress.removeAll()
        let heldBefore = partials.bytes
        for stream in PartialLines.Stream.allCases where partials.isPending(stream) {
            let (start, end) = joined.set(partials.text(stream))
            switch readText(start, end, partials.offset(stream), nil, batch) {
            case .record(let isKept):
                progress.ledger.parsedBytes += partials.bytes(stream)
                progress.ledger.operations += 1
                if isKept { progress.ledger.records += 1 }
            case .rejected(let reason): reject(reason, stream, &progress)
            case .skipped, .held: progress.ledger.skippedBytes += partials.bytes(stream)
            case .full:
                reportHeld(heldBefore, &progress)
                return false
            }
            partials.clear(stream)
        }
        reportHeld(heldBefore, &progress)
        if reportedTimestamp != nil {
            progress.held.append(.remove(session: OperationsParser.previousSession))
            reportedTimestamp = nil
        }
        return true
    }
}
