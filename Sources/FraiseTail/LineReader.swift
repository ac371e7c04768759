internal import FraiseModel
internal import FraisePlatform
internal import Glibc

/// Reads blocks of whole lines. A read begins 64 bytes before the offset and counts only when these are what was
/// read there before, and still are afterwards, and the file has not become shorter meanwhile.
struct LineReader {
    let pool: BlockPool
    let key: TailKey
    /// A last line without LF that is longer than this is not read again and again until its end comes.
    private static let probeFrom: Int64 = 256 * 1024

    /// One turn: at most about 1 MiB, or one longer line.
    func next(
        of followed: FollowedFile,
        file: OpenFile,
        content: any Content,
        position: FilePosition
    ) throws(FraiseError) -> ReadOutcome {
        guard !followed.isDamaged else { return .atEnd(pending: 0) }
        if !position.isGzip {
            let size = try file.status().size
            if size < position.offset { return .rewritten }
            if size < followed.searched { followed.searched = position.offset }
        }
        followed.searched = max(followed.searched, position.offset)
        guard let block = pool.take() else { return .noBuffer }
        var isKept = false
        defer { if !isKept { pool.give(block) } }
        let outcome = try read(into: block, followed, file, content, position)
        if case .block = outcome { isKept = true }
        return outcome
    }

    private func read(
        into block: LineBlock,
        _ followed: FollowedFile,
        _ file: OpenFile,
        _ content: any Content,
        _ position: FilePosition
    ) throws(FraiseError) -> ReadOutcome {
        if followed.longLine != nil { return try passOver(block, followed, file, content, position) }
        if let outcome = try probe(block, followed, file, content, position) { return outcome }
        let before = position.reach
        var have = 0
        var from = before + Int(followed.searched - position.offset)
        while true {
            let most = min(block.capacity, before + BlockPool.longestLine + 1)
            let room = UnsafeMutableRawBufferPointer(start: block.base + have, count: most - have)
            let got = try content.read(into: room, at: position.offset - Int64(before) + Int64(have))
            have += got
            let bytes = UnsafeRawBufferPointer(start: block.base, count: have)
            guard have >= before, matches(bytes, position) else { return .rewritten }
            if let skipped = lead(of: bytes, before, position) {
                guard try isUnchanged(file, position, end: skipped.count) else { return .rewritten }
                var after = position
                after.advance(over: bytes, from: before, count: skipped.count, key: key)
                return .skipped(after: after, isHole: skipped.isHole)
            }
            if let end = lineEnd(in: bytes, from: min(from, have)) {
                return try deliver(block, followed, file, position, count: end - before)
            }
            followed.searched = position.offset + Int64(have - before)
            from = have
            if got < room.count {
                return try ended(block, followed, file, content, position, pending: have - before)
            }
            if have - before > BlockPool.longestLine {
                followed.longLine = position
                return .more
            }
            block.resize(capacity: min(block.capacity * 2, BlockPool.largest), keeping: have)
        }
    }

    /// Nothing more can be read now.
    private func ended(
        _ block: LineBlock,
        _ followed: FollowedFile,
        _ file: OpenFile,
        _ content: any Content,
        _ position: FilePosition,
        pending: Int
    ) throws(FraiseError) -> ReadOutcome {
        if content.isDamaged {
            followed.isDamaged = true
            // Said in an earlier run.
            if position.isFinished, pending == 0 { return .atEnd(pending: 0) }
            var after = position
            let bytes = UnsafeRawBufferPointer(start: block.base, count: position.reach + pending)
            after.advance(over: bytes, from: position.reach, count: pending, key: key)
            return reject(block, followed, position, after: after, reason: .damagedGzip)
        }
        if followed.isFinal, pending > 0 {
            return try deliver(block, followed, file, position, count: pending)
        }
        guard try isUnchanged(file, position, end: pending) else { return .rewritten }
        return .atEnd(pending: Int64(pending))
    }

    private func deliver(
        _ block: LineBlock,
        _ followed: FollowedFile,
        _ file: OpenFile,
        _ position: FilePosition,
        count: Int
    ) throws(FraiseError) -> ReadOutcome {
        guard try isUnchanged(file, position, end: count) else { return .rewritten }
        block.file = position.number
        block.offset = position.offset
        block.start = position.reach
        block.count = count
        return .block(block)
    }

    private func reject(
        _ block: LineBlock,
        _ followed: FollowedFile,
        _ position: FilePosition,
        after: FilePosition,
        reason: RejectReason
    ) -> ReadOutcome {
        block.file = position.number
        block.offset = position.offset
        block.start = 0
        block.count = 0
        block.oversizedLength = after.offset - position.offset
        block.rejectReason = reason
        followed.afterReject = after
        return .block(block)
    }

    /// Looks for the LF of a long unfinished line without reading the line again. Nil when it is there.
    private func probe(
        _ block: LineBlock,
        _ followed: FollowedFile,
        _ file: OpenFile,
        _ content: any Content,
        _ position: FilePosition
    ) throws(FraiseError) -> ReadOutcome? {
        guard !followed.isFinal, followed.searched - position.offset > LineReader.probeFrom else {
            return nil
        }
        while followed.searched - position.offset <= BlockPool.longestLine {
            let room = UnsafeMutableRawBufferPointer(start: block.base, count: block.capacity)
            let got = try content.read(into: room, at: followed.searched)
            if lineEnd(in: UnsafeRawBufferPointer(start: block.base, count: got), from: 0) != nil {
                return nil
            }
            followed.searched += Int64(got)
            if got < room.count {
                // The whole is read once more below, for its verdict on damage.
                if content.isDamaged { return nil }
                guard try isUnchanged(file, position, end: Int(followed.searched - position.offset)) else {
                    return .rewritten
                }
                return .atEnd(pending: followed.searched - position.offset)
            }
        }
        followed.longLine = position
        return .more
    }

    /// Passes over some of a line that is too long, hashing it.
    private func passOver(
        _ block: LineBlock,
        _ followed: FollowedFile,
        _ file: OpenFile,
        _ content: any Content,
        _ position: FilePosition
    ) throws(FraiseError) -> ReadOutcome {
        guard var reached = followed.longLine else { return .more }
        let before = reached.reach
        let room = UnsafeMutableRawBufferPointer(start: block.base, count: block.capacity)
        let got = try content.read(into: room, at: reached.offset - Int64(before))
        let bytes = UnsafeRawBufferPointer(start: block.base, count: got)
        guard got >= before, matches(bytes, reached),
            try isUnchanged(file, position, end: Int(reached.offset - position.offset) + got - before)
        else {
            followed.longLine = nil
            return .rewritten
        }
        let feed = memchr(block.base + before, 0x0A, got - before).map {
            UnsafeMutableRawPointer(block.base).distance(to: $0) + 1
        }
        reached.advance(over: bytes, from: before, count: (feed ?? got) - before, key: key)
        followed.longLine = reached
        followed.searched = reached.offset
        let isEnd = got < room.count
        if feed != nil || (isEnd && (followed.isFinal || content.isDamaged)) {
            followed.longLine = nil
            if feed == nil, content.isDamaged { followed.isDamaged = true }
            return reject(block, followed, position, after: reached, reason: .lineTooLong)
        }
        return isEnd ? .atEnd(pending: reached.offset - position.offset) : .more
    }

    /// A byte-order mark at the start, or the hole that truncation leaves under a writer that does not append.
    private func lead(
        of bytes: UnsafeRawBufferPointer,
        _ before: Int,
        _ position: FilePosition
    ) -> (count: Int, isHole: Bool)? {
        if position.offset == 0, bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            return (3, false)
        }
        guard position.generation > 0, bytes.count > before, bytes[before] == 0,
            bytes[..<before].allSatisfy({ $0 == 0 })
        else { return nil }
        return (bytes[before...].prefix { $0 == 0 }.count, true)
    }

    private func matches(_ bytes: UnsafeRawBufferPointer, _ position: FilePosition) -> Bool {
        let before = position.reach
        return before == 0
            || key.hash(UnsafeRawBufferPointer(rebasing: bytes[..<before])) == position.tailHash
    }

    /// Whether the bytes before the offset are still what they were, and `end` bytes after it still exist.
    private func isUnchanged(
        _ file: OpenFile,
        _ position: FilePosition,
        end: Int
    ) throws(FraiseError) -> Bool {
        if position.isGzip { return true }
        let last = try file.bytes(at: position.offset - Int64(position.reach), count: position.reach)
        guard last.count == position.reach, last.withUnsafeBytes({ matches($0, position) }) else {
            return false
        }
        return try file.status().size >= position.offset + Int64(end)
    }

    /// Index after the last LF at or after `from`. The last line is short as a rule, so going back byte by byte
    /// is cheap (Swift's Glibc module does not show memrchr).
    private func lineEnd(in bytes: UnsafeRawBufferPointer, from: Int) -> Int? {
        var end = bytes.count
        while end > from {
            if bytes[end - 1] == 0x0A { return end }
            end -= 1
        }
        return nil
    }
}
