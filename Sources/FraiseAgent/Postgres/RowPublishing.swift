internal import FraiseArchive
internal import FraiseConfig
internal import FraiseModel
internal import FraisePipeline
internal import FraisePlatform
internal import FraisePostgres
internal import Synchronization

/// Keeps the tables equal to the archive: sealed segments as a whole, the open one's closed minutes as they
/// change. Nothing is queued; what could not be sent is derived from the archive again.
actor RowPublishing {
    /// What status and health say of it.
    struct Progress: Sendable {
        var rowsSent: Int64 = 0
        var rowsSkipped: Int64 = 0
        /// Rows known to be missing in the tables; nil when that is not known.
        var rowsPending: Int64?
        var lastFlush: Timestamp?
        var failure: String?
        var isConnected = false
    }

    private let publisher: PostgresPublisher
    private let pipeline: Pipeline
    private let host: String
    private let log: AgentLog
    private let started: Timestamp
    private let shared = Mutex(Progress())
    /// Last commit of sealed segments as the tables have them; nil when they have to be asked.
    private var published: [Int64: Int64]?
    private var lastMaintenance: Int64 = 0

    init(
        _ configuration: AgentConfiguration,
        url: DatabaseURL,
        pipeline: Pipeline,
        log: AgentLog,
        started: Timestamp
    ) throws(FraiseError) {
        publisher = try PostgresPublisher(
            settings: PostgresSettings(
                url: url.text,
                schema: configuration.postgresql.schema,
                retention: RetentionRange(
                    minuteSeconds: configuration.postgresql.retention.minute.seconds,
                    hourSeconds: configuration.postgresql.retention.hour.seconds
                )
            )
        )
        self.pipeline = pipeline
        self.log = log
        self.started = started
        host = configuration.host
    }

    /// The last known state; never waits.
    nonisolated var progress: Progress { shared.withLock { $0 } }

    /// Ends what runs and refuses what comes.
    nonisolated func interrupt() { publisher.interrupt() }

    /// One round: everything that the tables lack. Returns whether they have it all.
    func round(sealedOnly: Bool = false) async -> Bool {
        do throws(PostgresError) {
            try await publishSealed()
            if !sealedOnly { try await publishOpen() }
            let now = SystemClock.now()
            try await publisher.record(
                agent: AgentPresence(
                    archive: pipeline.archiveIdentity,
                    host: host,
                    version: AgentVersion.number,
                    started: started,
                    lastSeen: now
                )
            )
            if SystemClock.monotonic() - lastMaintenance > 3_600_000_000_000 || lastMaintenance == 0 {
                _ = try await publisher.maintain(at: now)
                lastMaintenance = SystemClock.monotonic()
            }
            let wasFailing = shared.withLock { progress in
                defer {
                    progress.failure = nil
                    progress.lastFlush = now
                    progress.isConnected = true
                    progress.rowsPending = 0
                }
                return progress.failure != nil
            }
            if wasFailing { log.info("database reached again; all rows are sent") }
            return true
        } catch {
            if error.kind != .waiting, error.kind != .interrupted {
                // What the tables hold has to be asked again: they may be another database's, or a backup's.
                published = nil
                let isNews = shared.withLock { progress in
                    defer {
                        progress.failure = error.description
                        progress.isConnected = false
                        progress.rowsPending = nil
                    }
                    return progress.failure != error.description
                }
                if isNews {
                    log.error(
                        "rows cannot be sent; they follow from the archive later",
                        ["error": error.description]
                    )
                }
            }
            return false
        }
    }

    /// Writes health transitions; false when that was not possible.
    func record(_ transitions: [HealthTransitionRow]) async -> Bool {
        do throws(PostgresError) {
            try await publisher.record(transitions: transitions)
            return true
        } catch {
            return false
        }
    }

    private func publishSealed() async throws(PostgresError) {
        var known: [Int64: Int64]
        if let published {
            known = published
        } else {
            known = [:]
            let runs = Set(pipeline.recoveredState.runs.map(\.identifier) + [pipeline.run])
            for segment in try await publisher.publishedSegments(archive: pipeline.archiveIdentity) {
                // A run that this archive never had: the tables hold what a copy of it went on to write.
                guard runs.contains(segment.run) else {
                    throw PostgresError(
                        .unsuitable,
                        "the tables hold segment \(segment.segment) of this archive from a run that it does not know",
                        remedy:
                            "this archive is an older copy of another: start it with a new archive.directory"
                    )
                }
                if segment.state == .sealed { known[segment.segment] = segment.lastCommit }
            }
            // The open segment's rows may be missing as well.
            await markOpenChanged()
        }
        for segment in await sealedSegments() where known[segment.end.segment] != segment.end.lastCommit {
            guard let publication = publication(of: segment) else { continue }
            try await publisher.record(
                head: segment.head,
                archive: segment.end.archive,
                segment: segment.end.segment
            )
            try await publisher.record(events: ServerEvents.rows(of: segment, host: publication.host))
            // Last: the tables then hold everything of the segment, and say so.
            note(try await publisher.replace(publication, at: SystemClock.now()))
            known[segment.end.segment] = segment.end.lastCommit
        }
        try await publishPending(known)
        published = known
        await markPublished(Array(known.keys))
    }

    /// Segments that were removed before the tables had them.
    private func publishPending(_ known: [Int64: Int64]) async throws(PostgresError) {
        for path in pendingPaths() {
            guard let summary = pending(at: path) else { continue }
            let end = summary.end
            if end.archive != pipeline.archiveIdentity || known[end.segment] != end.lastCommit {
                let outcome = try await publisher.replace(
                    SegmentPublication(
                        archive: end.archive,
                        segment: end.segment,
                        host: summary.origin.host,
                        run: summary.origin.run,
                        state: .sealed,
                        lastCommit: end.lastCommit,
                        rows: summary.rows,
                        head: summary.head
                    ),
                    at: SystemClock.now()
                )
                note(outcome)
                try await publisher.record(head: summary.head, archive: end.archive, segment: end.segment)
            }
            do throws(FraiseError) {
                try summary.remove()
            } catch {
                log.error("kept summary cannot be removed", ["path": path, "error": error.description])
            }
        }
    }

    private func pendingPaths() -> [String] {
        do throws(FraiseError) {
            return try pipeline.pendingSummaries()
        } catch {
            log.error("kept summaries cannot be listed", ["error": error.description])
            return []
        }
    }

    private func pending(at path: String) -> PendingSummary? {
        do throws(FraiseError) {
            return try PendingSummary(path: path)
        } catch {
            log.error("kept summary cannot be read", ["path": path, "error": error.description])
            return nil
        }
    }

    /// Lets retention know what needs no keeping.
    private func markPublished(_ segments: [Int64]) async {
        do throws(FraiseError) {
            try await pipeline.withArchive { $0.markPublished(segments) }
        } catch {
            log.debug("stopping; retention keeps the summaries of what it removes")
        }
    }

    private func sealedSegments() async -> [SealedSegment] {
        do throws(FraiseError) {
            return try await pipeline.sealedSegments()
        } catch {
            log.error("sealed segments cannot be listed", ["error": error.description])
            return []
        }
    }

    private func publication(of segment: SealedSegment) -> SegmentPublication? {
        do throws(FraiseError) {
            let origin = try segment.origin()
            return SegmentPublication(
                archive: segment.end.archive,
                segment: segment.end.segment,
                host: origin.host,
                run: origin.run,
                state: .sealed,
                lastCommit: segment.end.lastCommit,
                rows: try segment.summary() ?? [],
                head: segment.head
            )
        } catch {
            log.error("segment cannot be published", ["path": segment.path, "error": error.description])
            return nil
        }
    }

    private func publishOpen() async throws(PostgresError) {
        let now = SystemClock.now()
        let (rows, open) = try await openRows(endedBy: now)
        guard !rows.isEmpty, let run = open.run else { return }
        do throws(PostgresError) {
            let outcome = try await publisher.amend(
                SegmentPublication(
                    archive: pipeline.archiveIdentity,
                    segment: open.number,
                    host: host,
                    run: run,
                    state: .open,
                    lastCommit: open.lastCommit,
                    rows: rows
                ),
                at: now
            )
            note(outcome)
        } catch {
            await markChanged(Set(rows.map(\.windowStart)), segment: open.number)
            throw error
        }
    }

    private func openRows(
        endedBy now: Timestamp
    ) async throws(PostgresError) -> (rows: [SummaryRow], open: OpenPlace) {
        do throws(FraiseError) {
            return try await pipeline.withArchive { archive in
                let open = archive.openSegment
                return (
                    archive.takeChangedRows(endedBy: now),
                    OpenPlace(number: open.number, lastCommit: open.lastCommit, run: archive.durableRun)
                )
            }
        } catch {
            throw PostgresError(.interrupted, "the open segment's rows cannot be read: \(error.message)")
        }
    }

    private struct OpenPlace: Sendable {
        var number: Int64
        var lastCommit: Int64
        /// The run of its last durable commit; nil when it has none.
        var run: [UInt8]?
    }

    private func markChanged(_ minutes: Set<Int64>, segment: Int64) async {
        do throws(FraiseError) {
            try await pipeline.withArchive { archive in
                // Of a segment that was ended meanwhile all rows are sent when it is sealed.
                if archive.openSegment.number == segment { archive.markChanged(Array(minutes)) }
            }
        } catch {
            log.debug("stopping; rows of the open segment are sent by the next run")
        }
    }

    private func markOpenChanged() async {
        do throws(FraiseError) {
            try await pipeline.withArchive { archive in
                archive.markChanged(Array(Set(archive.openRows().map(\.windowStart))))
            }
        } catch {
            log.debug("stopping; rows of the open segment are sent by the next run")
        }
    }

    private func note(_ outcome: PublishOutcome) {
        shared.withLock { progress in
            progress.rowsSent += Int64(outcome.rowsSent)
            progress.rowsSkipped += Int64(outcome.refused.count)
        }
        for row in outcome.refused.prefix(10) {
            log.error(
                "row refused by the server and left out",
                [
                    "kind": row.key.kind.name, "event_type": row.key.eventType,
                    "operation_name": row.key.operationName,
                    "window": Timestamp(seconds: row.windowStart).text,
                    "error": row.error.description,
                ]
            )
        }
        switch outcome.verdict {
        case .published: break
        case .refusedAsOlder(let stored):
            log.error(
                "the tables know a later commit of this segment; an older copy of the archive is running",
                ["stored_commit": "\(stored)"]
            )
        case .refusedAsSealed: log.debug("the segment is sealed in the tables already")
        }
    }
}
