internal import FraiseModel
internal import FraisePlatform

extension Tailer {
    /// Reads a block of one file; nil when it has none now.
    func turn(_ number: Int64) -> LineBlock? {
        guard let followed = files[number], !followed.isOut else { return nil }
        if let rest = followed.rest {
            followed.rest = nil
            followed.isOut = true
            return rest
        }
        guard let entry = machine.entries[number], entry.state.isReadable else {
            forget(number)
            return nil
        }
        guard machine.canRead(number) else {
            if !waiting.contains(number) { waiting.append(number) }
            return nil
        }
        do {
            guard try open(followed, entry.position) else { return nil }
            return try read(followed)
        } catch {
            // Looked at again with the next walk; who waits for it shall not wait for ever.
            fail(followed, path: entry.position.path, error)
            return nil
        }
    }

    private func fail(_ followed: FollowedFile, path: String, _ error: FraiseError) {
        if problems[path] == nil { events.tail(.problem(path: path, .failed(error))) }
        problems[path] = .failed(error)
        followed.size = -1
        close(followed)
        machine.reachedEnd(followed.number)
        if machine.entries[followed.number]?.state == .detached {
            // No path leads back to it: its rest is found in a twin, or is lost.
            machine.rewritten(followed.number, at: clock.now())
            forget(followed.number)
            needsWalk = true
        }
    }

    private func read(_ followed: FollowedFile) throws(FraiseError) -> LineBlock? {
        let number = followed.number
        guard let file = followed.file, let content = followed.content else { return nil }
        let status = try file.status()
        note(status, of: followed)
        guard let position = try position(refreshing: followed, content, size: status.size) else {
            rewritten(followed)
            return nil
        }
        useCount += 1
        followed.lastUse = useCount
        switch try reader.next(of: followed, file: file, content: content, position: position) {
        case .block(let block):
            followed.isOut = true
            if position.isGzip { followed.lag.saw(end: block.offset + Int64(block.count), at: clock.now()) }
            if block.rejectReason == .damagedGzip {
                events.tail(.damagedGzip(path: position.path, number: number, offset: position.offset))
            }
            return block
        case .skipped(let after, let isHole):
            skip(number, from: position, to: after)
            if isHole {
                let length = after.offset - position.offset
                events.tail(.holeSkipped(path: position.path, number: number, length: length))
            }
            enqueue(number)
        case .more, .noBuffer: enqueue(number)
        case .rewritten: rewritten(followed)
        case .atEnd(let pending): try atEnd(followed, file, pending: pending)
        }
        return nil
    }

    private func note(_ status: FileStatus, of followed: FollowedFile) {
        let now = clock.now()
        followed.changed = status.changed
        if status.size != followed.size || status.modified != followed.modified {
            followed.size = status.size
            followed.modified = status.modified
            if machine.entries[followed.number]?.position.isGzip == false {
                machine.saw(size: status.size, of: followed.number, at: now)
                let end = followed.frozenSize.map { min($0, status.size) } ?? status.size
                followed.lag.saw(end: end, at: now)
            }
        }
        if status.links == 0, machine.entries[followed.number]?.state == .following { needsWalk = true }
    }

    /// The position, whose prefix grows with the file up to 1 KiB; nil when the prefix is another.
    private func position(
        refreshing followed: FollowedFile,
        _ content: any Content,
        size: Int64
    ) throws(FraiseError) -> FilePosition? {
        guard let position = machine.entries[followed.number]?.position else { return nil }
        let reach = FilePosition.prefixReach
        guard !position.isGzip, position.prefixLength < min(reach, size) || position.offset == 0 else {
            return position
        }
        guard size >= position.offset else { return nil }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(reach), alignment: 16)
        defer { buffer.deallocate() }
        let count = try content.read(into: buffer, at: 0)
        let known = Int(position.prefixLength)
        guard count >= known,
            XXH64.hash(UnsafeRawBufferPointer(rebasing: buffer[..<known])) == position.prefixHash
        else { return nil }
        guard count > known else { return position }
        machine.change(followed.number) {
            $0.prefixHash = XXH64.hash(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            $0.prefixLength = Int64(count)
        }
        return machine.entries[followed.number]?.position
    }

    private func skip(_ number: Int64, from before: FilePosition, to after: FilePosition) {
        machine.change(number) { $0.take(progressOf: after) }
        ledgers[number, default: Ledger()].skippedBytes += after.offset - before.offset
    }

    private func rewritten(_ followed: FollowedFile) {
        guard let entry = machine.entries[followed.number] else { return }
        let unread = max(0, entry.size - entry.position.offset)
        events.tail(.fileRewritten(path: entry.position.path, number: followed.number, unread: unread))
        machine.rewritten(followed.number, at: clock.now())
        forget(followed.number)
        needsWalk = true
    }

    /// All whole lines are taken: the file may be over.
    private func atEnd(
        _ followed: FollowedFile,
        _ file: OpenFile,
        pending: Int64
    ) throws(FraiseError) {
        let number = followed.number
        machine.reachedEnd(number)
        guard let entry = machine.entries[number] else { return }
        followed.lag.linesEnd(at: entry.position.offset)
        if entry.position.isGzip, entry.state == .following {
            // Complete or damaged, it is not read again unless it changes; its buffers are given back.
            if pending == 0, followed.content?.isBrokenOff == false { return finish(followed) }
            return close(followed)
        }
        var hasWriter: Bool?
        let links = try file.status().links
        if links == 0, entry.state == .detached {
            switch file.writers() {
            case .none: hasWriter = false
            case .some: hasWriter = true
            case .unknown: break
            }
        }
        guard machine.isOver(number, links: links, hasWriter: hasWriter, at: clock.now()) else { return }
        // Written between the end of reading and the question for writers.
        let grown = try file.status().size
        let end = followed.frozenSize ?? grown
        if end > entry.position.offset + pending { return enqueue(number) }
        if pending > 0, !followed.isFinal {
            followed.isFinal = true
            return enqueue(number)
        }
        finish(followed)
    }

    private func finish(_ followed: FollowedFile) {
        let number = followed.number
        guard let entry = machine.entries[number] else { return }
        let now = clock.now()
        // As it was before its end was read: what came to it later is seen.
        let file = FoundFile(
            source: entry.position.source,
            path: entry.position.path,
            identity: entry.position.identity,
            size: followed.size,
            modified: followed.modified,
            changed: followed.changed
        )
        machine.change(number) {
            $0.lastSeen = now.seconds
            $0.stamp = $0.isGzip ? file.stamp : 0
        }
        if entry.state == .following { quiet[number] = file }
        machine.finish(number)
        finished.append(number)
        events.tail(.fileFinished(path: entry.position.path, number: number))
        forget(number)
    }

    /// Opens the file of a position when it is not; false when its path leads elsewhere.
    func open(_ followed: FollowedFile, _ position: FilePosition) throws(FraiseError) -> Bool {
        if followed.file != nil { return true }
        if openCount >= settings.openFileLimit { closeIdle(but: followed.number) }
        let file: OpenFile
        do {
            file = try OpenFile(position.path, .read)
        } catch {
            guard error.code == .noInput else { throw error }
            needsWalk = true
            return false
        }
        let status = try file.status()
        guard status.identity == position.identity else {
            needsWalk = true
            return false
        }
        openCount += 1
        followed.file = file
        if settings.stopsAtEnd, followed.frozenSize == nil { followed.frozenSize = status.size }
        followed.content =
            position.isGzip ? GzipContent(file) : PlainContent(file, frozenSize: followed.frozenSize)
        return true
    }

    /// Closes the file that was read longest ago, first among those that are at their end and have a path.
    private func closeIdle(but number: Int64) {
        let candidates = files.values.filter {
            $0.file != nil && $0.number != number && machine.entries[$0.number]?.state == .following
        }
        let idle = candidates.filter { !$0.isQueued && !$0.isOut && $0.rest == nil }
        let oldest = (idle.isEmpty ? candidates : idle).min { $0.lastUse < $1.lastUse }
        if let oldest { close(oldest) }
    }

    func close(_ followed: FollowedFile) {
        if followed.file != nil { openCount -= 1 }
        followed.close()
    }

    /// Nothing can be read of the file any more. What is out of it, or left of a block, is still good.
    func forget(_ number: Int64) {
        guard let followed = files[number] else { return }
        close(followed)
        if let watch = followed.watch {
            watcher.remove(watch)
            watches[watch] = nil
            followed.watch = nil
        }
        if let path = machine.entries[number]?.position.path, numbers[path] == number { numbers[path] = nil }
        if !followed.isOut, followed.rest == nil { files[number] = nil }
    }

    /// Passes over the whole lines that are there, hashing them.
    func skipToEnd(_ number: Int64) throws(FraiseError) {
        guard let followed = files[number], let entry = machine.entries[number],
            try open(followed, entry.position)
        else { return }
        while let file = followed.file, let content = followed.content,
            let position = machine.entries[number]?.position
        {
            switch try reader.next(of: followed, file: file, content: content, position: position) {
            case .block(let block):
                followed.isOut = true
                let before = position.offset
                let reject = block.oversizedLength
                let count = Int64(block.count) + reject
                took(block, consumed: block.count)
                ledgers[number, default: Ledger()].skippedBytes += count
                if machine.entries[number]?.position.offset == before { return }
            case .skipped(let after, _): skip(number, from: position, to: after)
            case .more: continue
            case .atEnd, .rewritten, .noBuffer: return
            }
        }
    }
}
