internal import FraiseArchive
internal import FraiseConfig
internal import FraiseControl
internal import FraiseModel
internal import FraisePipeline
internal import FraisePlatform
internal import FraiseTail
internal import FraiseWindow

extension AgentService {
    func status() async throws(ControlProblem) -> AgentStatus {
        let now = SystemClock.now()
        let view = pipeline.view
        let configuration = state.configuration
        var answer = AgentStatus(
            version: AgentVersion.number,
            host: configuration.host,
            processID: ProcessEnvironment.processID,
            started: state.started,
            uptime: now.microseconds * 1000 - state.started.microseconds * 1000,
            generation: state.generation,
            sources: sources(view, configuration, now: now),
            archive: await archive(view, configuration, now: now),
            postgresql: postgres(),
            memory: memory()
        )
        answer.rejects = view.rejects.map { RejectExample(path: $0.path, reject: $0.reject, text: $0.text) }
        return answer
    }

    private func sources(
        _ view: PipelineView,
        _ configuration: AgentConfiguration,
        now: Timestamp
    ) -> [SourceStatus] {
        let kinds = Dictionary(configuration.sources.map { ($0.name, $0.kind.rawValue) }) { first, _ in first
        }
        var answers: [SourceStatus] = []
        for file in view.files {
            var answer = SourceStatus(
                source: file.source,
                type: kinds[file.source] ?? "",
                path: file.path,
                state: file.isFinished ? "finished" : "following"
            )
            answer.identity = file.identity
            answer.generation = file.generation
            answer.size = file.size
            answer.offset = file.offset
            answer.lagBytes = file.lagBytes
            answer.lag = Int64(file.lagSeconds * 1e9)
            answer.ledger = view.ledgers[file.number] ?? Ledger()
            answer.unterminatedBytes = file.pendingBytes ?? 0
            if let newest = pipeline.live?.newestEvent {
                answer.eventAge = (now.microseconds - newest.microseconds) * 1000
            }
            if let problem = view.parserProblems[file.path] {
                answer.state = "problem"
                answer.message = problem
            }
            answers.append(answer)
        }
        for (path, problem) in view.problems.sorted(by: { $0.key < $1.key }) {
            let name =
                if case .nothingMatches(let source) = problem {
                    source
                } else {
                    configuration.sources.first { $0.paths.contains(path) }?.name ?? ""
                }
            var answer = SourceStatus(source: name, type: kinds[name] ?? "", path: path, state: "problem")
            answer.message = problem.text
            answers.append(answer)
        }
        return answers
    }

    private func archive(
        _ view: PipelineView,
        _ configuration: AgentConfiguration,
        now: Timestamp
    ) async -> ArchiveStatus {
        var answer = ArchiveStatus(directory: configuration.archive.directory)
        answer.identity = Hexadecimal.text(pipeline.archiveIdentity)
        answer.openSegment = view.openSegment
        answer.lastCommit = view.lastCommit
        answer.lastCommitTime = view.lastCommitTime
        answer.freeBytes = view.space?.free
        answer.paused = view.pausedReason?.description
        guard let sealed = try? await pipeline.sealedSegments() else { return answer }
        let bytes = sealed.reduce(view.openBytes) { $0 + $1.size }
        answer.bytes = bytes
        answer.segments = Int64(sealed.count)
        answer.oldest = sealed.first.map { Timestamp(microseconds: $0.end.firstCommitTime) }
        // Growth over the last day, or over as much of it as there is.
        let dayAgo = now.microseconds - 86_400_000_000
        let recent = sealed.filter { $0.end.sealed.microseconds >= dayAgo }
        if let first = recent.first {
            let span = Double(now.microseconds - first.end.firstCommitTime) / 86_400e6
            if span > 1.0 / 24 {
                let growth = Double(recent.reduce(view.openBytes) { $0 + $1.size }) / span
                answer.growthBytesPerDay = Int64(growth)
                if let space = view.space, growth > 0 {
                    let reserve = Double(space.total) * configuration.archive.minimumFree
                    answer.daysLeft = max(0, (Double(space.free) - reserve) / growth)
                }
            }
        }
        return answer
    }

    private func postgres() -> PostgresStatus {
        guard let progress = publishing?.progress else { return PostgresStatus(state: "off") }
        var answer = PostgresStatus(
            state: progress.isConnected ? "connected" : progress.failure == nil ? "connecting" : "unreachable"
        )
        answer.message = progress.failure
        answer.rowsSent = progress.rowsSent
        answer.rowsPending = progress.rowsPending
        answer.rowsSkipped = progress.rowsSkipped
        answer.lastFlush = progress.lastFlush
        return answer
    }

    private func memory() -> MemoryStatus {
        var answer = MemoryStatus()
        answer.residentBytes = ProcessEnvironment.residentBytes
        if let held = pipeline.live?.memory {
            answer.windowBytes = Int64(held.windowBytes)
            answer.windowLimitBytes = Int64(held.windowLimit)
            answer.windowKeys = Int64(held.keys)
        }
        return answer
    }
}
