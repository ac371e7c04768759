public import FraiseModel

/// Makes records of fields: decides status, slow, key and sampling once, writes the archive's line, numbers the
/// key. All parsers of a pipeline share one encoder.
public final class RecordEncoder {
    /// What became of a record.
    public enum Outcome: Hashable, Sendable {
        /// Counted and kept.
        case kept
        /// Counted, not kept.
        case sampledOut
        /// Refused: the batch would exceed its limit. It is unchanged; give the record again with another batch.
        case full
        /// Refused: no usable time.
        case rejected(RejectReason)
    }

    /// Most records of a batch that are counted only: each may be a tally row of its own, and a block has 4,096.
    public static let sampledOutLimit = 4096
    /// Room for the names of all members and for every number, apart from texts.
    static let fixedBound = 3072
    /// The source of the agent's own records, which are never left out.
    static let agentSource = "fraiseqld"

    /// In force from the next record on.
    public var settings: ParseSettings {
        didSet { settingsChanged() }
    }

    // What follows from the settings, kept apart so that a record reads plain numbers.
    @exclusivity(unchecked) var slowThresholds: (Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0)
    @exclusivity(unchecked) var samplesAll = true
    @exclusivity(unchecked) var samplingBound: UInt64 = 0

    let keys = KeyInterner()
    @exclusivity(unchecked) var sampledOutCount = 0
    @exclusivity(unchecked) private var lastSource: String?
    /// `","host":"…","source":"…",` of the last source.
    @exclusivity(unchecked) private var sourceFragment: UnsafeMutableBufferPointer<UInt8>
    @exclusivity(unchecked) private var sourceIsAgent = false
    /// The last whole second written, and its canonical text to the point.
    @exclusivity(unchecked) private var lastSecond = Int64.min
    private let secondText: UnsafeMutablePointer<UInt8>

    /// An encoder with an empty numbering of keys.
    public init(settings: ParseSettings) {
        self.settings = settings
        sourceFragment = UnsafeMutableBufferPointer(start: nil, count: 0)
        secondText = .allocate(capacity: 32)
        settingsChanged()
    }

    deinit {
        sourceFragment.deallocate()
        secondText.deallocate()
    }

    private func settingsChanged() {
        slowThresholds = (
            settings.slowQuery, settings.slowMutation, settings.slowSubscription, settings.slowDatabase,
            settings.slowCache
        )
        samplesAll = settings.samplingRate >= 1
        let share = min(max(settings.samplingRate, 0), 1)
        samplingBound = samplesAll ? .max : UInt64(share.isNaN ? 0 : share * 0x1p64)
        lastSource = nil
    }

    /// To be called when a batch is begun: keys numbered while it is filled are handed over with it.
    public func begin(_ batch: RecordBatch) {
        keys.renumberIfFull()
        batch.firstNewKey = keys.nextNumber
        batch.newKeys.removeAll(keepingCapacity: true)
        sampledOutCount = 0
    }

    /// Appends one record. Texts of `fields` must be valid UTF-8, escaped ones valid insides of JSON strings.
    public func append(_ fields: inout RecordFields, source: String, to batch: RecordBatch) -> Outcome {
        guard let timestamp = fields.timestamp else { return .rejected(.noTimestamp) }
        guard timestamp >= .earliest, timestamp < .limit else { return .rejected(.timestampOutOfRange) }

        let key = keys.find(
            kind: fields.kind,
            event: fields.eventType,
            name: fields.operationName,
            batch: batch
        ).pointee
        var level = fields.severityLevel
        if level == .unknown, fields.severity.isPresent { level = Words.severity(fields.severity) }
        let status = fields.status ?? StatusRules.decide(fields, key.kind, level)
        let duration = fields.duration ?? -1
        var flags: RecordEntry.Flags = []
        if duration >= 0, duration >= threshold(key.slowRule) { flags.insert(.slow) }
        if fields.isDurationOutOfRange { flags.insert(.durationOutOfRange) }
        if fields.traceID != nil { flags.insert(.traced) }
        if lastSource != source { sourceChanged(source) }

        var entry = RecordEntry(
            timestamp: timestamp,
            duration: duration,
            rows: fields.rowsAffected ?? 0,
            responseBytes: fields.responseBytes ?? 0,
            offset: 0,
            length: 0,
            key: key.number,
            kind: key.kind,
            status: status,
            severity: level,
            flags: flags
        )
        if !samplesAll, status == .success, !flags.contains(.slow), isLeftOut(fields, key.kind, source) {
            guard sampledOutCount < RecordEncoder.sampledOutLimit else { return .full }
            sampledOutCount += 1
            entry.flags.insert(.sampledOut)
            batch.append(entry, end: batch.byteCount)
            addSamples(fields, timestamp, batch)
            return .sampledOut
        }

        let bound =
            fields.outputBound + RecordEncoder.fixedBound + Int(key.fragmentCount) + sourceFragment.count
        // The bound exceeds the line by less than the room above the limit, so without room it would be full anyway.
        guard let line = batch.room(for: bound) else { return .full }
        let start = batch.byteCount
        let end = write(fields, timestamp, key, status, level, flags.contains(.slow), to: line)
        let length = end - line
        if start + length > RecordBatch.limit, start > 0 { return .full }
        entry.offset = UInt32(truncatingIfNeeded: start)
        entry.length = UInt32(truncatingIfNeeded: length)
        batch.append(entry, end: start + length)
        addSamples(fields, timestamp, batch)
        return .kept
    }

    @inline(__always)
    private func threshold(_ rule: EventType.SlowRule) -> Int64 {
        switch rule {
        case .query: slowThresholds.0
        case .mutation: slowThresholds.1
        case .subscription: slowThresholds.2
        case .database: slowThresholds.3
        case .cache: slowThresholds.4
        case .never: .max
        }
    }

    /// Whether sampling leaves out a record that is neither an error nor slow.
    private func isLeftOut(_ fields: borrowing RecordFields, _ kind: RecordKind, _ source: String) -> Bool {
        if kind == .security || kind == .server || sourceIsAgent { return false }
        let hash: UInt64
        if let trace = fields.traceID {
            var bytes = (trace.high.bigEndian, trace.low.bigEndian)
            hash = withUnsafeBytes(of: &bytes) { XXH64.hash($0) }
        } else {
            var bytes = Array(source.utf8)
            withUnsafeBytes(of: fields.offset.littleEndian) { bytes.append(contentsOf: $0) }
            hash = bytes.withUnsafeBytes { XXH64.hash($0) }
        }
        return hash >= samplingBound
    }

    private func sourceChanged(_ source: String) {
        var text = Array("\",\"host\":\"".utf8)
        text += RecordEncoder.escaped(settings.host)
        text += Array("\",\"source\":\"".utf8)
        text += RecordEncoder.escaped(source)
        text += Array("\",".utf8)
        sourceFragment.deallocate()
        sourceFragment = .allocate(capacity: text.count)
        _ = sourceFragment.initialize(from: text)
        sourceIsAgent = source == RecordEncoder.agentSource
        lastSource = source
    }

    private static func escaped(_ text: String) -> [UInt8] {
        var copy = text
        return copy.withUTF8 { plain -> [UInt8] in
            guard let start = plain.baseAddress else { return [] }
            let room = plain.count * JSONText.largestEscape + 8
            return Array(unsafeUninitializedCapacity: room) { buffer, count in
                guard let base = buffer.baseAddress else { return }
                count = JSONText.escape(start, plain.count, to: base) - base
            }
        }
    }

    @inline(__always)
    private func addSamples(_ fields: borrowing RecordFields, _ timestamp: Timestamp, _ batch: RecordBatch) {
        if fields.totalConnections != nil || fields.activeConnections != nil || fields.idleConnections != nil
            || fields.waitingRequests != nil
        {
            var sample = PoolSample(timestamp: timestamp)
            sample.total = fields.totalConnections
            sample.active = fields.activeConnections
            sample.idle = fields.idleConnections
            sample.waiting = fields.waitingRequests
            sample.averageWait = fields.averageWait
            sample.maximumWait = fields.maximumWait
            batch.append(sample)
        }
        if fields.entries != nil || fields.memoryBytes != nil {
            batch.caches.append(
                CacheSample(
                    timestamp: timestamp,
                    name: KeyText.make(fields.cacheName, lowercased: false),
                    entries: fields.entries,
                    memoryBytes: fields.memoryBytes
                )
            )
        }
    }

    /// `{"timestamp":"…","host":"…","source":"…",`
    @inline(__always)
    func writeHead(_ timestamp: Timestamp, _ line: inout LineWriter) {
        line.literal("{\"timestamp\":\"")
        let second = timestamp.microseconds / 1_000_000
        if second != lastSecond {
            timestamp.write(to: secondText)
            lastSecond = second
        }
        let to = UnsafeMutableRawPointer(line.target)
        let from = UnsafeRawPointer(secondText)
        to.storeBytes(of: from.loadUnaligned(as: SIMD2<UInt64>.self), as: SIMD2<UInt64>.self)
        to.storeBytes(
            of: from.loadUnaligned(fromByteOffset: 12, as: UInt64.self),
            toByteOffset: 12,
            as: UInt64.self
        )
        let fraction = UInt32(truncatingIfNeeded: timestamp.microseconds &- second &* 1_000_000)
        to.storeBytes(of: LineWriter.sixDigits(fraction), toByteOffset: 20, as: UInt64.self)
        line.target[26] = UInt8(ascii: "Z")
        line.target += Timestamp.textLength
        if let start = sourceFragment.baseAddress { line.copy(start, sourceFragment.count) }
    }
}
