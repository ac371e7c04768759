internal import FraiseModel

extension ByteWriter {
    mutating func key(_ key: WindowKey) {
        byte(key.kind.rawValue)
        text(key.eventType)
        text(key.operationName)
    }

    mutating func totals(_ totals: OperationTotals) {
        signed(totals.count)
        signed(totals.successCount)
        signed(totals.partialErrorCount)
        signed(totals.errorCount)
        signed(totals.timeoutCount)
        signed(totals.deniedCount)
        signed(totals.slowCount)
        signed(totals.durationCount)
        if totals.durationCount > 0 {
            wide(totals.durationSum)
            signed(totals.durationMinimum)
            signed(totals.durationMaximum)
        }
        signed(totals.rows)
        signed(totals.responseBytes)
        varint(totals.sketch.indexes.count)
        var last: UInt16 = 0
        for (index, count) in zip(totals.sketch.indexes, totals.sketch.counts) {
            varint(UInt64(index - last))
            varint(UInt64(count))
            last = index
        }
    }

    mutating func ledger(_ ledger: Ledger) {
        for value in [
            ledger.parsedBytes, ledger.rejectedBytes, ledger.skippedBytes, ledger.heldBytes, ledger.lostBytes,
            ledger.lines, ledger.records, ledger.operations,
        ] {
            signed(value)
        }
        varint(ledger.rejects.count)
        for value in ledger.rejects { signed(value) }
    }

    mutating func held(_ record: HeldRecord) {
        blob(record.session)
        blob(record.state)
        signed(record.bytes)
    }

    mutating func checkpoints(_ checkpoints: [FilePosition.Checkpoint]) {
        varint(checkpoints.count)
        for checkpoint in checkpoints {
            signed(checkpoint.length)
            fixed(checkpoint.digest)
        }
    }

    mutating func running(_ hash: XXH64) {
        for lane in hash.lanes { fixed(lane) }
        varint(hash.length)
    }

    mutating func position(_ position: FilePosition) {
        signed(position.number)
        text(position.source)
        text(position.path)
        varint(position.identity.device)
        varint(position.identity.inode)
        signed(position.generation)
        byte((position.isGzip ? 1 : 0) | (position.isFinished ? 2 : 0))
        signed(position.offset)
        fixed(position.prefixHash)
        signed(position.prefixLength)
        running(position.running)
        checkpoints(position.checkpoints)
        fixed(position.tailHash)
        signed(position.lastSeen)
        fixed(position.stamp)
    }
}

extension ByteReader {
    mutating func key() throws(FraiseError) -> WindowKey {
        guard let kind = RecordKind(rawValue: try byte()) else { throw ByteReader.damaged }
        return WindowKey(kind: kind, eventType: try text(), operationName: try text())
    }

    mutating func totals() throws(FraiseError) -> OperationTotals {
        var totals = OperationTotals()
        totals.count = try signed()
        totals.successCount = try signed()
        totals.partialErrorCount = try signed()
        totals.errorCount = try signed()
        totals.timeoutCount = try signed()
        totals.deniedCount = try signed()
        totals.slowCount = try signed()
        totals.durationCount = try signed()
        if totals.durationCount > 0 {
            totals.durationSum = try wide()
            totals.durationMinimum = try signed()
            totals.durationMaximum = try signed()
        }
        totals.rows = try signed()
        totals.responseBytes = try signed()
        var indexes: [UInt16] = []
        var counts: [Int64] = []
        var last: UInt64 = 0
        for _ in 0..<(try count(of: 2)) {
            let step = try varint()
            guard step < UInt64(SketchBucket.count), last + step < UInt64(SketchBucket.count) else {
                throw ByteReader.damaged
            }
            last += step
            indexes.append(UInt16(last))
            counts.append(try integer())
        }
        guard let sketch = DurationSketch(indexes: indexes, counts: counts) else { throw ByteReader.damaged }
        totals.sketch = sketch
        return totals
    }

    mutating func ledger() throws(FraiseError) -> Ledger {
        var ledger = Ledger()
        ledger.parsedBytes = try signed()
        ledger.rejectedBytes = try signed()
        ledger.skippedBytes = try signed()
        ledger.heldBytes = try signed()
        ledger.lostBytes = try signed()
        ledger.lines = try signed()
        ledger.records = try signed()
        ledger.operations = try signed()
        let reasons = try count()
        for index in 0..<reasons {
            let value = try signed()
            if index < ledger.rejects.count { ledger.rejects[index] = value }
        }
        return ledger
    }

    mutating func held() throws(FraiseError) -> HeldRecord {
        HeldRecord(session: try blob(), state: try blob(), bytes: try signed())
    }

    mutating func checkpoints() throws(FraiseError) -> [FilePosition.Checkpoint] {
        var result: [FilePosition.Checkpoint] = []
        for _ in 0..<(try count(of: 9)) {
            result.append(FilePosition.Checkpoint(length: try signed(), digest: try fixed(UInt64.self)))
        }
        return result
    }

    mutating func running() throws(FraiseError) -> XXH64 {
        var lanes: [UInt64] = []
        for _ in 0..<4 { lanes.append(try fixed(UInt64.self)) }
        guard let hash = XXH64(lanes: lanes, length: try varint()) else { throw ByteReader.damaged }
        return hash
    }

    mutating func position() throws(FraiseError) -> FilePosition {
        let number = try signed()
        let source = try text()
        let path = try text()
        let identity = FileIdentity(device: try varint(), inode: try varint())
        var position = FilePosition(number: number, source: source, path: path, identity: identity)
        position.generation = try signed()
        let flags = try byte()
        position.isGzip = flags & 1 != 0
        position.isFinished = flags & 2 != 0
        position.offset = try signed()
        guard position.offset >= 0 else { throw ByteReader.damaged }
        position.prefixHash = try fixed(UInt64.self)
        position.prefixLength = try signed()
        position.running = try running()
        position.checkpoints = try checkpoints()
        position.tailHash = try fixed(UInt64.self)
        position.lastSeen = try signed()
        position.stamp = try fixed(UInt64.self)
        return position
    }
}
