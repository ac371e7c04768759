internal import FraiseModel
internal import Glibc

/// Lines that are not the object alone. None of this runs for a plain operation log.
extension OperationsParser {
    /// Opening braces at which a text before the object may end.
    private static let attempts = 8
    private static let escape: UInt8 = 0x1B

    /// A line that begins like an object, but is none.
    @inline(never)
    func readFailed(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        _ failure: JSONScanner.Failure,
        _ offset: Int64,
        _ length: Int64,
        _ batch: RecordBatch
    ) -> Outcome {
        if memchr(start, Int32(OperationsParser.escape), end - start) != nil {
            let (first, last) = withoutColours(start, end)
            if first < last, JSONScanner.object(first, last, into: line.members) == nil {
                return encode(first, last, offset, nil, batch)
            }
        }
        return .rejected(OperationsParser.reason(failure, start, end))
    }

    static func reason(
        _ failure: JSONScanner.Failure,
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> RejectReason {
        if !UTF8Text.isValid(start, end) { return .invalidUTF8 }
        return switch failure {
        case .invalid: .invalidJSON
        case .tooDeep: .tooDeep
        case .notAnObject: .notAnObject
        }
    }

    /// A line that does not begin with an object.
    @inline(never)
    func readEnveloped(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        _ offset: Int64,
        _ length: Int64,
        _ batch: RecordBatch
    ) -> Outcome {
        var (first, last) = (start, end)
        if memchr(start, Int32(OperationsParser.escape), end - start) != nil {
            (first, last) = withoutColours(start, end)
            first = JSONScanner.skipBlanks(first, last)
            if first == last { return .skipped }
        }
        if let found = CRIHeader(first, last) {
            let outcome = readPart(
                found.stream,
                isLast: found.isLast,
                found.content,
                last,
                found.time,
                offset,
                length,
                batch
            )
            if case .record = outcome { envelope = .cri }
            return outcome
        }
        return readText(first, last, offset, nil, batch)
    }

    /// A line, or what an envelope holds, with or without a text before the object.
    func readText(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        _ offset: Int64,
        _ time: Timestamp?,
        _ batch: RecordBatch
    ) -> Outcome {
        let first = JSONScanner.skipBlanks(start, end)
        if first == end { return .skipped }
        let failure = JSONScanner.object(first, end, into: line.members)
        guard let failure else { return encode(first, end, offset, time, batch) }
        if first.pointee == UInt8(ascii: "{") || failure == .notAnObject {
            return .rejected(OperationsParser.reason(failure, first, end))
        }
        var position = first
        for _ in 0..<OperationsParser.attempts {
            guard let brace = memchr(position, Int32(UInt8(ascii: "{")), end - position) else { break }
            position = UnsafePointer(brace.assumingMemoryBound(to: UInt8.self))
            if JSONScanner.object(position, end, into: line.members) == nil {
                guard UTF8Text.isValid(first, position) else { return .rejected(.invalidUTF8) }
                let header = TextHeader(first, position)
                let outcome = encode(position, end, offset, time ?? header.time, batch)
                if case .record = outcome { envelope = header.isSyslog ? .syslog : .text }
                return outcome
            }
            position += 1
        }
        if !UTF8Text.isValid(first, end) { return .rejected(.invalidUTF8) }
        return .rejected(failure == .tooDeep ? .tooDeep : .notJSON)
    }

    /// Whether the members scanned are those of Docker's json-file driver.
    @inline(__always)
    var isDockerLine: Bool {
        let members = line.members
        guard members.count >= 3, members.base[0].head == 0x67_6F6C, members.base[0].kind == .string else {
            return false
        }
        return hasDockerMembers
    }

    @inline(never)
    private var hasDockerMembers: Bool {
        var found = 0
        for index in 1..<line.members.count {
            let member = line.members.base[index]
            let name = member.start + 1
            let count = Int(member.nameCount)
            if Words.matches(name, count, "attrs") { continue }
            guard member.kind == .string else { return false }
            if Words.matches(name, count, "time") {
                found |= 1
            } else if Words.matches(name, count, "stream"), let start = member.text.start,
                PartialLines.Stream(start, member.text.count) != nil
            {
                found |= 2
            } else {
                return false
            }
        }
        return found == 3
    }

    /// What Docker has wrapped; a text that does not end in LF goes on in the stream's next line.
    @inline(never)
    func readDocker(
        _ end: UnsafePointer<UInt8>,
        _ offset: Int64,
        _ length: Int64,
        _ batch: RecordBatch
    ) -> Outcome {
        var stream = PartialLines.Stream.stdout
        var time: Timestamp?
        for index in 1..<line.members.count {
            let member = line.members.base[index]
            guard member.kind == .string, let start = member.text.start else { continue }
            if let found = PartialLines.Stream(start, member.text.count) {
                stream = found
            } else if case .moment(let moment) = line.times.read(start, member.text.count) {
                time = moment
            }
        }
        let text = line.members.base[0].text
        guard let start = text.start else { return .skipped }
        let target = inner.open(text.count)
        var count = JSONText.unescape(start, text.count, to: target) - target
        let isLast = count > 0 && target[count - 1] == 0x0A
        while isLast, count > 0, target[count - 1] == 0x0A || target[count - 1] == 0x0D { count -= 1 }
        // Within an object an LF is white space; a record must stay one line.
        for index in 0..<count where target[index] == 0x0A { target[index] = 0x20 }
        let (first, last) = inner.close(count)
        let outcome = readPart(stream, isLast: isLast, first, last, time, offset, length, batch)
        if case .record = outcome { envelope = .docker }
        return outcome
    }

    /// A line of a stream, or a part of one.
    private func readPart(
        _ stream: PartialLines.Stream,
        isLast: Bool,
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>,
        _ time: Timestamp?,
        _ offset: Int64,
        _ length: Int64,
        _ batch: RecordBatch
    ) -> Outcome {
        let text = UnsafeBufferPointer(start: start, count: end - start)
        guard isLast else {
            if partials.add(stream, text, offset: offset, length: length) { return .held }
            partials.clear(stream)
            return .rejected(.lineTooLong)
        }
        guard partials.isPending(stream) else { return readText(start, end, offset, time, batch) }
        let (first, last) = joined.set(partials.text(stream) + Array(text))
        let outcome = readText(first, last, partials.offset(stream), time, batch)
        if case .full = outcome { return .full }
        partials.clear(stream)
        return outcome
    }

    /// The line without terminal control sequences (ECMA-48: CSI, OSC and two-byte escapes).
    private func withoutColours(
        _ start: UnsafePointer<UInt8>,
        _ end: UnsafePointer<UInt8>
    ) -> (UnsafePointer<UInt8>, UnsafePointer<UInt8>) {
        let target = plain.open(end - start)
        var count = 0
        var position = start
        while position < end {
            guard position.pointee == OperationsParser.escape else {
                target[count] = position.pointee
                count += 1
                position += 1
                continue
            }
            position += 1
            guard position < end else { break }
            let kind = position.pointee
            position += 1
            if kind == UInt8(ascii: "[") {
                while position < end, !(0x40...0x7E).contains(position.pointee) { position += 1 }
                if position < end { position += 1 }
            } else if kind == UInt8(ascii: "]") {
                while position < end, position.pointee != 0x07, position.pointee != OperationsParser.escape {
                    position += 1
                }
                if position < end, position.pointee == 0x07 { position += 1 }
            }
        }
        return plain.close(count)
    }
}
