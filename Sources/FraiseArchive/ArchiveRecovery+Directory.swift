internal import FraiseModel
internal import FraisePlatform

/// What the directory and its manifest say beside the open files.
extension ArchiveRecovery {
    /// A copied directory goes on under a new identity; a start completes what an earlier one began.
    mutating func finishFork() throws(FraiseError) {
        if let entry = manifest.entries.last(where: { $0.event == Manifest.Event.forked.rawValue }),
            entry.archive == Hexadecimal.text(identity.archive),
            let new = Hexadecimal.bytes(entry.head)?.prefix(16),
            new.count == 16
        {
            identity = try ArchiveIdentity(newFor: layout.root, archive: Array(new))
            try identity.store(at: layout.identity)
        } else if try !identity.fits(layout.root) {
            let old = identity
            let newest = try head(of: old.archive)
            identity = try ArchiveIdentity(newFor: layout.root)
            // The entry's head field carries the new identity, padded; the old line's head is a detail.
            try manifest.append(
                .forked,
                archive: old.archive,
                segment: newest.number,
                head: identity.archive + [UInt8](repeating: 0, count: 16),
                details: [("old_head", "\"\(Hexadecimal.text(newest.hash))\"")]
            )
            try identity.store(at: layout.identity)
            events.forked(from: old.archive, to: identity.archive)
        }
    }

    /// The identity that this one was forked from.
    private var forkedFrom: [UInt8]? {
        let name = Hexadecimal.text(identity.archive)
        let entry = manifest.entries.last {
            $0.event == Manifest.Event.forked.rawValue && $0.head.hasPrefix(name)
        }
        return entry.flatMap { Hexadecimal.bytes($0.archive) }
    }

    /// Unlinks sealed files whose removal was entered, but not done.
    func finishRemovals() throws(FraiseError) {
        let name = Hexadecimal.text(identity.archive)
        let removed = Set(
            manifest.entries.lazy
                .filter { $0.event == Manifest.Event.removed.rawValue && $0.archive == name }.map(\.segment)
        )
        guard !removed.isEmpty else { return }
        for file in try ownSealedFiles(of: identity.archive)
        where file.fork == nil && removed.contains(file.segment) {
            try FileSystem.remove(file.path)
            try FileSystem.synchronizeDirectory(FileSystem.directory(of: file.path))
        }
    }

    /// The newest sealed segment's head, from the manifest or, where its entry is missing, from the file.
    func head(of archive: [UInt8]) throws(FraiseError) -> SegmentHeader.Head {
        let name = Hexadecimal.text(archive)
        let events = [Manifest.Event.sealed.rawValue, Manifest.Event.rebuilt.rawValue]
        var head = SegmentHeader.Head.none
        for entry in manifest.entries
        where entry.archive == name && entry.segment >= head.number && events.contains(entry.event) {
            guard let hash = Hexadecimal.bytes(entry.head), hash.count == 32 else { continue }
            head = SegmentHeader.Head(number: entry.segment, hash: hash)
        }
        if let newest = try newestSealed(of: archive), newest.end.segment > head.number {
            head = SegmentHeader.Head(number: newest.end.segment, hash: newest.head)
        }
        return head
    }

    /// The greatest number that a segment of this archive ever had, as far as names and manifest know; 0 for none.
    func highestNumber() throws(FraiseError) -> Int64 {
        let name = Hexadecimal.text(identity.archive)
        let entered = manifest.entries.lazy.filter {
            $0.archive == name && $0.event != Manifest.Event.forked.rawValue
        }
        return max(
            entered.map(\.segment).max() ?? 0,
            try ownSealedFiles(of: identity.archive).map(\.segment).max() ?? 0
        )
    }

    /// The state after everything that is sealed, also of the line that this archive was forked from.
    func newestState() throws(FraiseError) -> ArchiveState {
        if let newest = try newestSealed(of: identity.archive) {
            return try newest.finalState() ?? ArchiveState()
        }
        guard let forkedFrom, let newest = try newestSealed(of: forkedFrom) else { return ArchiveState() }
        return try newest.finalState() ?? ArchiveState()
    }

    /// The state that a segment ended with; nil when it is not known.
    func finalState(of archive: [UInt8], segment: Int64) throws(FraiseError) -> ArchiveState? {
        if segment == 0 { return archive == identity.archive ? try? newestState() : ArchiveState() }
        guard let sealed = try sealedSegment(of: archive, segment: segment) else { return nil }
        return try? sealed.finalState()
    }

    private func ownSealedFiles(of archive: [UInt8]) throws(FraiseError) -> [ArchiveLayout.SealedFile] {
        let name = Hexadecimal.text(archive.prefix(4))
        return try layout.sealedFiles().filter { $0.archive == name }
    }

    private func newestSealed(of archive: [UInt8]) throws(FraiseError) -> SealedSegment? {
        for file in try ownSealedFiles(of: archive).reversed() {
            if let segment = try? SealedSegment(path: file.path), segment.end.archive == archive {
                return segment
            }
        }
        return nil
    }

    /// A sealed segment by its number; nil when there is none with a valid end.
    func sealedSegment(of archive: [UInt8], segment number: Int64) throws(FraiseError) -> SealedSegment? {
        for file in try ownSealedFiles(of: archive) where file.segment == number {
            if let segment = try? SealedSegment(path: file.path), segment.end.archive == archive {
                return segment
            }
        }
        return nil
    }
}
