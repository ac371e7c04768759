internal import FraiseModel
internal import FraisePlatform

extension Tailer {
    /// How far every file has come, by ascending number; files that are gone and read are left out.
    public func statuses() -> [TailStatus] {
        files.values.sorted { $0.number < $1.number }.compactMap { followed in
            guard let entry = machine.entries[followed.number] else { return nil }
            return status(of: followed, entry)
        }
    }

    private func status(of followed: FollowedFile, _ entry: FollowEntry) -> TailStatus {
        let position = entry.position
        var status = TailStatus(
            number: position.number,
            path: position.path,
            source: position.source,
            identity: position.identity,
            generation: position.generation,
            isGzip: position.isGzip,
            size: max(followed.size, 0),
            offset: position.offset,
            committedOffset: followed.committed,
            lagBytes: nil,
            lagSeconds: 0,
            pendingBytes: nil,
            isFinished: position.isFinished
        )
        let isIdle = !followed.isQueued && !followed.isOut && followed.rest == nil
        if entry.wasAtEnd, isIdle {
            status.lagBytes = position.offset - followed.committed
            status.pendingBytes =
                position.isGzip ? followed.searched - position.offset : entry.size - position.offset
        } else if !position.isGzip, let end = lineEnd(of: followed, position) {
            status.lagBytes = max(0, end - followed.committed)
            status.pendingBytes = max(0, followed.size - end)
        }
        if status.lagBytes != 0, let oldest = followed.lag.oldest {
            status.lagSeconds = max(
                0,
                Double(clock.now().microseconds - oldest.microseconds) / 1_000_000
            )
        }
        return status
    }

    /// Where the last complete line of a plain file ends, found from its end backwards; nil when it cannot be
    /// read.
    private func lineEnd(of followed: FollowedFile, _ position: FilePosition) -> Int64? {
        guard let file = followed.file ?? (try? OpenFile(position.path, .read)),
            let size = try? file.status().size
        else { return nil }
        followed.size = max(followed.size, size)
        var end = size
        while end > position.offset {
            let start = max(position.offset, end - 64 * 1024)
            guard let bytes = try? file.bytes(at: start, count: Int(end - start)) else { return nil }
            if let index = bytes.lastIndex(of: 0x0A) { return start + Int64(index) + 1 }
            end = start
        }
        return position.offset
    }
}
