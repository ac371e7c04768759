internal import FraiseModel
internal import FraisePlatform

extension Tailer {
    /// Takes the kernel's reports, and walks the patterns where names may have changed or it is time.
    func look() {
        let time = clock.monotonic()
        if needsWalk || time >= nextWalk {
            _ = watcher.report()
            walk()
        } else if time >= nextLook || queueHead == queue.count {
            nextLook = time + 50_000_000
            let report = watcher.report()
            for path in report.paths {
                if let number = numbers[path] {
                    enqueue(number)
                } else if aside[path] != nil {
                    needsWalk = true
                }
            }
            for watch in report.watches {
                if let number = watches[watch] { enqueue(number) }
            }
            if needsWalk || report.needsWalk { walk() }
        }
    }

    /// Finds all files, decides what they are, and gives a turn to those that may have lines.
    func walk() {
        needsWalk = false
        var findings = discovery.walk()
        // What came before the watch was there is seen by walking again.
        for _ in 0..<3 {
            let result = watcher.watch(directories: findings.directories, links: findings.links)
            if let failure = result.failure, !isPolling { events.tail(.polling(failure)) }
            isPolling = result.failure != nil
            if !result.hasNew { break }
            findings = discovery.walk()
        }
        let seconds = watcher.isComplete ? settings.safetyInterval : settings.pollInterval
        nextWalk = clock.monotonic() + seconds * 1_000_000_000
        let now = clock.now()
        var seen: Set<Int64> = []
        var unknown: [FoundFile] = []
        for file in findings.files {
            do {
                guard try recognise(file, seen: &seen, at: now) else {
                    unknown.append(file)
                    continue
                }
                aside[file.path] = nil
            } catch {
                findings.problems[file.path] = .failed(error)
                if let number = machine.number(of: file.identity) { seen.insert(number) }
            }
        }
        machine.settle(seen: seen, open: Set(files.values.filter { $0.file != nil }.map(\.number)), at: now)
        let paths = Set(findings.files.map(\.path))
        aside = aside.filter { paths.contains($0.key) }
        // Originals before their compressed copies, what was rewritten in place before its copy, then the oldest
        // first: a log goes on in the next. Of the same moment the longer name, which rotation gave, is older.
        let order = unknown.map { file in
            (
                file.path.hasSuffix(".gz") ? 1 : 0, machine.number(of: file.identity) == nil ? 1 : 0,
                file.modified, -file.path.utf8.count
            )
        }
        unknown = unknown.indices.sorted { order[$0] < order[$1] }.map { unknown[$0] }
        for file in unknown {
            do {
                try resolve(file, at: now)
            } catch {
                findings.problems[file.path] = .failed(error)
            }
        }
        followStates()
        for range in machine.tick(at: now) {
            let path = machine.entries[range.number]?.position.path ?? ""
            events.tail(.lost(path: path, number: range.number, offset: range.offset, length: range.length))
        }
        report(findings.problems)
        isFirstWalk = false
    }

    /// Rule 1; false when the file is not the one that its identity says.
    private func recognise(
        _ file: FoundFile,
        seen: inout Set<Int64>,
        at now: Timestamp
    ) throws(FraiseError) -> Bool {
        guard let number = machine.number(of: file.identity), let entry = machine.entries[number] else {
            return false
        }
        if let before = quiet[number] {
            if before == file {
                seen.insert(number)
                machine.touch(number, at: now)
                return true
            }
            quiet[number] = nil
        }
        if entry.state == .following, let followed = files[number], followed.size >= 0,
            entry.position.path == file.path, entry.position.source == file.source
        {
            // Its content is compared with every read. Only what cannot be read any more is decided here.
            if entry.position.isGzip ? file.size >= followed.size : file.size >= entry.position.offset {
                seen.insert(number)
                machine.touch(number, at: now)
                if file.size != followed.size || file.modified != followed.modified { enqueue(number) }
                return true
            }
        }
        guard let facts = try FileFacts(file, key: key) else {
            needsWalk = true
            return false
        }
        guard let decision = try machine.recognise(file, facts: facts, at: now) else {
            let unread = max(0, entry.size - entry.position.offset)
            if entry.state == .following || entry.state == .unseen {
                events.tail(.fileRewritten(path: entry.position.path, number: number, unread: unread))
            }
            return false
        }
        guard case .same(_, let former) = decision else { return false }
        seen.insert(number)
        if let former {
            if numbers[former] == number { numbers[former] = nil }
            events.tail(.fileMoved(from: former, to: file.path, number: number))
        }
        if file.isUntouched(entry.position) {
            machine.finish(number)
            quiet[number] = file
            return true
        }
        begin(number, at: file.path)
        return true
    }

    /// Rules 2 to 4.
    private func resolve(_ file: FoundFile, at now: Timestamp) throws(FraiseError) {
        if let known = aside[file.path], known.file.identity == file.identity, known.file.size == file.size,
            known.file.modified == file.modified, known.original != nil || file.size == 0,
            !mustAskAgain(known)
        {
            // As long as a copy is there its original is remembered, or the copy would be new one day.
            if let original = known.original { machine.touch(original, at: now) }
            return
        }
        guard let facts = try FileFacts(file, key: key) else {
            needsWalk = true
            return
        }
        let former = aside.removeValue(forKey: file.path)
        var mustWalk = false
        let decision = try machine.resolve(file, facts: facts, at: now) { entry throws(FraiseError) in
            let size = try sizeNow(of: entry)
            if size == nil { mustWalk = true }
            return size
        }
        needsWalk = needsWalk || mustWalk
        switch decision {
        case .same(let number, _): begin(number, at: file.path)
        case .new(let number):
            events.tail(.fileAdded(path: file.path, source: file.source, number: number))
            begin(number, at: file.path)
            if isFirstWalk, settings.newSources.contains(file.source),
                settings.sources.contains(where: { $0.name == file.source && $0.start == .end })
            {
                try skipToEnd(number)
            }
        case .continued(let number):
            let offset = machine.entries[number]?.position.offset ?? 0
            events.tail(.twinContinued(path: file.path, number: number, offset: offset))
            if let followed = files[number] {
                // The descriptor is the original's.
                close(followed)
                followed.restart()
            }
            quiet[number] = nil
            begin(number, at: file.path)
        case .parked(let original):
            setAside(file, original)
            if former?.original != original { events.tail(.twinParked(path: file.path, original: original)) }
        case .done(let original):
            setAside(file, original)
            if former?.original != original { events.tail(.twinDone(path: file.path, original: original)) }
        case .later:
            setAside(file, nil)
            // What is being written is asked again soon, also when nothing more is written.
            if file.size > 0 { nextWalk = min(nextWalk, clock.monotonic() + 2_000_000_000) }
        }
    }

    /// Bytes of content that a followed file has now; nil when it is no longer what was read.
    private func sizeNow(of entry: FollowEntry) throws(FraiseError) -> Int64? {
        let position = entry.position
        let detached = entry.state == .detached ? files[position.number]?.file : nil
        if entry.state == .detached, detached == nil { return nil }
        let status: FileStatus?
        if let detached {
            status = try detached.status()
        } else {
            status = try FileSystem.status(position.path)
        }
        guard let status, status.identity == position.identity else { return nil }
        let found = FoundFile(
            source: position.source,
            path: position.path,
            identity: position.identity,
            size: status.size,
            modified: status.modified,
            changed: status.changed
        )
        let facts: FileFacts?
        if let detached {
            facts = try FileFacts(detached, found, key: key)
        } else {
            facts = try FileFacts(found, key: key)
        }
        guard let facts, try facts.continues(position) else { return nil }
        // How long a gzip file's content is, nobody knows before it is read.
        return position.isGzip ? .max - 1 : status.size
    }

    private func setAside(_ file: FoundFile, _ original: Int64?) {
        let entry = original.flatMap { machine.entries[$0] }
        aside[file.path] = AsideFile(
            file: file,
            original: original,
            comparedOffset: entry?.position.offset ?? 0,
            wasReadable: entry?.state.isReadable ?? false
        )
    }

    /// Whether a twin must be compared again: its original has gone, or has come to its end beyond what was
    /// compared.
    private func mustAskAgain(_ known: AsideFile) -> Bool {
        guard let original = known.original else { return false }
        guard let entry = machine.entries[original] else { return true }
        if entry.state.isReadable != known.wasReadable { return true }
        return entry.state.isReadable && entry.wasAtEnd && entry.position.offset != known.comparedOffset
            && known.file.size > known.comparedOffset
    }

    /// At rest: decides again about twins; true when a file has a turn.
    func reconsiderAside() -> Bool {
        guard aside.values.contains(where: mustAskAgain) else { return false }
        walk()
        return queueHead < queue.count
    }

    /// A file is to be read from its position on.
    private func begin(_ number: Int64, at path: String) {
        if files[number] == nil {
            let offset = machine.entries[number]?.position.offset ?? 0
            files[number] = FollowedFile(number: number, committed: offset)
        }
        if let watch = files[number]?.watch {
            watcher.remove(watch)
            watches[watch] = nil
            files[number]?.watch = nil
        }
        numbers[path] = number
        enqueue(number)
    }

    /// Acts on what became of files without a path.
    private func followStates() {
        for (number, followed) in files {
            guard let entry = machine.entries[number] else { continue }
            if entry.state == .detached, followed.watch == nil {
                if numbers[entry.position.path] == number { numbers[entry.position.path] = nil }
                if let file = followed.file, let watch = watcher.watch(descriptor: file.descriptor) {
                    followed.watch = watch
                    watches[watch] = number
                }
                enqueue(number)
            } else if !entry.state.isReadable {
                forget(number)
            } else if entry.state == .detached, watcher.isComplete == false || isLate(entry) {
                enqueue(number)
            }
        }
    }

    /// A file without a path is looked at with every walk: its patience may be over.
    private func isLate(_ entry: FollowEntry) -> Bool { entry.wasAtEnd }

    private func report(_ found: [String: TailProblem]) {
        for path in found.keys.sorted() {
            if let problem = found[path], problems[path] != problem {
                events.tail(.problem(path: path, problem))
            }
        }
        for path in problems.keys.sorted() where found[path] == nil { events.tail(.resolved(path: path)) }
        problems = found
    }
}
