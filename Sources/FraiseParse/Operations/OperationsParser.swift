public import FraiseModel
internal import Glibc

/// Reads the operation log of one file: one JSON object a line, bare or within an envelope that is found by
/// itself. What names and values mean is written in docs/operation-log.md.
public final class OperationsParser: LineParser {
    /// What became of a line.
    enum Outcome {
        case record(isKept: Bool)
        case rejected(RejectReason)
        /// The batch is full; the line is still to be read.
        case full
        /// A part of a line that goes on in a later one.
        case held
        /// An envelope with nothing in it.
        case skipped
    }

    /// What the last record stood in; for `/v1/status`.
    @exclusivity(unchecked) public internal(set) var envelope = Envelope.none

    let encoder: RecordEncoder
    let source: String
    let timestampRule: OperationsSettings.TimestampRule
    let line: LineFields
    let redaction: Redaction?
    /// Copies of lines that cannot be read where they stand.
    let copy = LineCopy()
    let inner = LineCopy()
    let joined = LineCopy()
    let plain = LineCopy()
    let redacted = LineCopy()
    @exclusivity(unchecked) var partials = PartialLines()
    /// Time of the last record, for lines without one.
    @exclusivity(unchecked) var lastTimestamp: Timestamp?
    var reportedTimestamp: Timestamp?

    /// A parser at the beginning of a file. It shares the encoder with all parsers of its pipeline.
    public init(settings: OperationsSettings, encoder: RecordEncoder) {
        self.encoder = encoder
        source = settings.source
        timestampRule = settings.timestamp
        line = LineFields(names: NameTable(settings.fields))
        redaction = Redaction(settings)
    }

    public func parse(
        _ lines: UnsafeRawBufferPointer,
        at offset: Int64,
        into batch: RecordBatch,
        progress: inout ParseProgress
    ) {
        progress.removeAll()
        guard let base = lines.bindMemory(to: UInt8.self).baseAddress else { return }
        let count = lines.count
        var position = 0
        var parsed: Int64 = 0
        var skipped: Int64 = 0
        var lineCount: Int64 = 0
        var operations: Int64 = 0
        var records: Int64 = 0
        let heldBefore = partials.bytes
        while position < count {
            var start = base + position
            let rest = count - position
            let next: Int
            var end: UnsafePointer<UInt8>
            if let found = memchr(start, 0x0A, rest) {
                end = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
                next = end - base + 1
            } else {
                end = base + count
                next = count
            }
            let length = Int64(next - position)
            if end > start, end[-1] == 0x0D { end -= 1 }
            if count - (end - base) < LineCopy.padding {
                // The scanner may read beyond the end, where this memory may end.
                (start, end) = copy.set(start, end - start)
            }
            let lineOffset = offset + Int64(position)
            if lineOffset == 0, end - start >= 3, start[0] == 0xEF, start[1] == 0xBB, start[2] == 0xBF {
                start += 3
            }
            let first = JSONScanner.skipBlanks(start, end)
            if first == end {
                skipped += length
                lineCount += 1
                position = next
                continue
            }
            let joinedBefore = partials.bytes
            let joinedOffset = joinedBefore > 0 ? partials.firstOffset : lineOffset
            switch read(first, end, lineOffset, length, batch) {
            case .record(let isKept):
                parsed += length + joinedBefore - partials.bytes
                operations += 1
                if isKept { records += 1 }
            case .rejected(let reason):
                let bytes = length + joinedBefore - partials.bytes
                progress.ledger.rejectedBytes += bytes
                progress.ledger.rejects[Int(reason.rawValue)] += 1
                // Parts of other streams may stand between those of a joined line.
                progress.rejects.append(
                    Reject(reason: reason, offset: bytes == length ? lineOffset : joinedOffset, length: bytes)
                )
            case .skipped: skipped += length + joinedBefore - partials.bytes
            case .held: break
            case .full:
                progress.consumed = position
                finishAccount(parsed, skipped, lineCount, operations, records, heldBefore, &progress)
                return
            }
            lineCount += 1
            position = next
        }
        progress.consumed = count
        finishAccount(parsed, skipped, lineCount, operations, records, heldBefore, &progress)
    }

    private func finishAccount(
        _ parsed: Int64,
        _ skipped: Int64,
        _ lines: Int64,
        _ operations: Int64,
        _ records: Int64,
        _ heldBefore: Int64,
        _ progress: inout ParseProgress
    ) {
        progress.ledger.parsedBytes += parsed
        progress.ledger.skippedBytes += skipped
        progress.ledger.lines += lines
        progress.ledger.operations += operations
        progress.ledger.records += records
        reportHeld(heldBefore, &progress)
    }

    /// Reads a line that is not blank. Its memory contract is that of `JSONScanner`.
    @inline(__always)
    private func read(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        _ offset: Int64,
        _ length: Int64,
        _ batch: RecordBatch
    ) -> Outcome {
        guard start.pointee == UInt8(ascii: "{") else {
            return readEnveloped(start, end, offset, length, batch)
        }
        if let failure = JSONScanner.object(start, end, into: line.members) {
            return readFailed(start, end, failure, offset, length, batch)
        }
        if isDockerLine { return readDocker(end, offset, length, batch) }
        let outcome = encode(start, end, offset, nil, batch)
        if case .record = outcome { envelope = .none }
        return outcome
    }

    /// Makes a record of the members scanned.
    @inline(__always)
    func encode(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        _ offset: Int64,
        _ time: Timestamp?,
        _ batch: RecordBatch
    ) -> Outcome {
        var bound = end - start
        var end = end
        if let redaction {
            guard let changed = redact(redaction, start, end) else { return .rejected(.invalidJSON) }
            end = changed
            // A replacement may be longer than what it replaces.
            bound += line.members.count * Redaction.replacement.count + bound
        }
        line.assign(end: end)
        let fields = line.fields
        if fields.pointee.timestamp == nil {
            if let time {
                fields.pointee.timestamp = time
            } else if timestampRule == .previous, !line.isTimeOutOfRange, let lastTimestamp {
                fields.pointee.timestamp = lastTimestamp
            } else {
                return .rejected(line.isTimeOutOfRange ? .timestampOutOfRange : .noTimestamp)
            }
        }
        fields.pointee.offset = offset
        // All texts are parts of the line, none is longer than there; what Debug text was decoded may be escaped
        // anew.
        fields.pointee.textBound = bound &* (line.scratch.isUsed ? JSONText.largestEscape : 1) &+ 64
        switch encoder.append(&fields.pointee, source: source, to: batch) {
        case .kept:
            lastTimestamp = fields.pointee.timestamp
            return .record(isKept: true)
        case .sampledOut:
            lastTimestamp = fields.pointee.timestamp
            return .record(isKept: false)
        case .full: return .full
        case .rejected(let reason): return .rejected(reason)
        }
    }

    /// Scans the line anew with the values at the configured paths replaced; its new end.
    private func redact(
        _ redaction: Redaction,
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<UInt8>? {
        guard let bytes = redaction.rewrite(line.members, start, end) else { return end }
        let (start, end) = redacted.set(bytes)
        return JSONScanner.object(start, end, into: line.members) == nil ? end : nil
    }
}
