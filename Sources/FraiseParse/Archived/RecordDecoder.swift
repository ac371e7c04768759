public import FraiseModel
internal import Glibc

/// Reads archived lines back to the entries that the encoder made of them. Status, slow and key are taken as
/// they stand; nothing is decided again.
///
/// The memory after the last line's LF must be readable for eight bytes.
public final class RecordDecoder: ArchivedRecordDecoder {
    private let members = JSONMembers()
    private let keys = KeyInterner()
    private var timestamps = TimestampText()

    /// A decoder with an empty numbering of keys.
    public init() {}

    public func decode(_ lines: UnsafeRawBufferPointer, into batch: RecordBatch) -> Int {
        guard let base = lines.baseAddress else { return 0 }
        if batch.newKeys.isEmpty {
            keys.renumberIfFull()
            batch.firstNewKey = keys.nextNumber
        }
        var skipped = 0
        var offset = 0
        while offset < lines.count {
            let start = base + offset
            guard let found = memchr(start, 10, lines.count - offset) else {
                return skipped + 1
            }
            let length = UnsafeRawPointer(found) - start
            if !decodeLine(start, length, offset: offset, into: batch) { skipped += 1 }
            offset += length + 1
        }
        return skipped
    }

    /// What a line says, as far as entries need it.
    private struct Line {
        var timestamp: Timestamp?
        var kind: RecordKind?
        var event = FieldText()
        var name = FieldText()
        var cacheName = FieldText()
        var duration: Int64 = -1
        var status = RecordStatus.success
        var severity = Severity.unknown
        var rows: Int64 = 0
        var responseBytes: Int64 = 0
        var flags: RecordEntry.Flags = []
        var pool = PoolSample(timestamp: Timestamp(microseconds: 0))
        var hasPool = false
        var entries: Int64?
        var memoryBytes: Int64?
    }

    private func decodeLine(_ start: UnsafeRawPointer, _ length: Int, offset: Int, into batch: RecordBatch)
        -> Bool
    {
        let text = start.assumingMemoryBound(to: UInt8.self)
        guard JSONScanner.object(text, text + length, into: members) == nil else { return false }
        var line = Line()
        for index in 0..<members.count {
            let member = members.base[index]
            if !member.isDropped { take(member, &line) }
        }
        guard let timestamp = line.timestamp, let kind = line.kind else { return false }
        let key = keys.find(kind: kind, event: line.event, name: line.name, batch: batch).pointee.number
        batch.entries.append(
            RecordEntry(
                timestamp: timestamp,
                duration: line.duration,
                rows: line.rows,
                responseBytes: line.responseBytes,
                offset: UInt32(truncatingIfNeeded: offset),
                length: UInt32(truncatingIfNeeded: length + 1),
                key: key,
                kind: kind,
                status: line.status,
                severity: line.severity,
                flags: line.flags
            )
        )
        if line.hasPool {
            line.pool.timestamp = timestamp
            batch.pools.append(line.pool)
        }
        if kind == .cache, line.entries != nil || line.memoryBytes != nil {
            batch.caches.append(
                CacheSample(
                    timestamp: timestamp,
                    name: JSONText.string(line.cacheName),
                    entries: line.entries,
                    memoryBytes: line.memoryBytes
                )
            )
        }
        return true
    }

    private func take(_ member: JSONMember, _ line: inout Line) {
        let value = member.text
        switch member.nameCount {
        case 4:
            if isNamed(member, "kind") {
                line.kind = RecordKind.allCases.first { JSONText.string(value) == $0.name }
            } else if isNamed(member, "slow"), member.kind == .yes {
                line.flags.insert(.slow)
            }
        case 6:
            if isNamed(member, "status") {
                let word = JSONText.string(value)
                line.status = RecordStatus.allCases.first { $0.name == word } ?? .success
            }
        case 7:
            if isNamed(member, "entries") { line.entries = integer(member) }
        case 8:
            if isNamed(member, "severity") {
                line.severity = Words.severity(value)
            } else if isNamed(member, "trace_id") {
                line.flags.insert(.traced)
            }
        case 9:
            if isNamed(member, "timestamp"), member.kind == .string,
                case .moment(let moment) = timestamps.read(member.value + 1, value.count)
            {
                line.timestamp = moment
            }
        case 10:
            if isNamed(member, "event_type") {
                line.event = value
            } else if isNamed(member, "cache_name") {
                line.cacheName = value
            }
        case 11:
            if isNamed(member, "duration_ms"), member.kind == .number,
                case .nanoseconds(let duration) = DurationText.read(
                    member.value,
                    member.valueEnd - member.value,
                    unit: 1_000_000
                )
            {
                line.duration = duration
            }
        case 12:
            if isNamed(member, "memory_bytes") { line.memoryBytes = integer(member) }
        case 13:
            if isNamed(member, "rows_affected") { line.rows = integer(member) ?? 0 }
        case 14:
            if isNamed(member, "operation_name") { line.name = value }
        default: takeLong(member, &line)
        }
    }

    private func takeLong(_ member: JSONMember, _ line: inout Line) {
        if isNamed(member, "response_size_bytes") {
            line.responseBytes = integer(member) ?? 0
        } else if isNamed(member, "total_connections") {
            line.pool.total = integer(member)
            line.hasPool = true
        } else if isNamed(member, "active_connections") {
            line.pool.active = integer(member)
            line.hasPool = true
        } else if isNamed(member, "idle_connections") {
            line.pool.idle = integer(member)
            line.hasPool = true
        } else if isNamed(member, "waiting_requests") {
            line.pool.waiting = integer(member)
            line.hasPool = true
        } else if isNamed(member, "avg_wait_time_ms") {
            line.pool.averageWait = number(member)
            line.hasPool = true
        } else if isNamed(member, "max_wait_time_ms") {
            line.pool.maximumWait = number(member)
            line.hasPool = true
        }
    }

    private func isNamed(_ member: JSONMember, _ name: StaticString) -> Bool {
        Int(member.nameCount) == name.utf8CodeUnitCount
            && memcmp(member.name, name.utf8Start, name.utf8CodeUnitCount) == 0
    }

    private func integer(_ member: JSONMember) -> Int64? {
        guard member.kind == .number else { return nil }
        return Int64(
            String(
                decoding: UnsafeBufferPointer(start: member.value, count: member.valueEnd - member.value),
                as: UTF8.self
            )
        )
    }

    private func number(_ member: JSONMember) -> Double? {
        guard member.kind == .number else { return nil }
        return Double(
            String(
                decoding: UnsafeBufferPointer(start: member.value, count: member.valueEnd - member.value),
                as: UTF8.self
            )
        )
    }
}
