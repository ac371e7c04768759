internal import FraiseArchive
internal import FraiseConfig
internal import FraiseControl
internal import FraiseControlServer
internal import FraiseModel
internal import FraisePipeline
internal import FraisePlatform
internal import FraiseWindow

/// Answers the control socket's questions from the parts of the agent.
struct AgentService: ControlService {
    let pipeline: Pipeline
    let state: AgentState
    let publishing: RowPublishing?
    let reloading: ConfigurationReloading

    func health() async -> HealthReport { state.health }
    func isDraining() async -> Bool { state.isDraining }
    func transitions() async -> [HealthTransition] { state.transitions.reversed() }

    private func live() throws(ControlProblem) -> LiveState {
        guard let live = pipeline.live else { throw AgentService.unavailable("no live figures in this run") }
        return live
    }

    static func unavailable(_ detail: String) -> ControlProblem {
        ControlProblem(status: 503, title: "Unavailable", detail: detail)
    }

    func statistics(_ request: StatisticsRequest) async throws(ControlProblem) -> StatisticsAnswer {
        let now = SystemClock.now()
        var grouping: WindowGrouping = []
        for field in request.by {
            if let part = WindowGrouping(name: field.rawValue) { grouping.insert(part) }
        }
        let query = WindowQuery(
            seconds: request.windowSeconds,
            grouping: grouping,
            kinds: Set(request.kinds)
        )
        var statistics = try live().statistics(query, now: now)
        if request.windowSeconds > LiveWindows.keptSeconds {
            do throws(FraiseError) {
                let start = now.seconds - request.windowSeconds - 60
                statistics = statistics.merged(with: try await pipeline.summaryRows(from: start), now: now)
            } catch {
                throw AgentService.unavailable(error.description)
            }
        }
        if let sort = StatisticsSort(rawValue: request.sort.rawValue) {
            statistics = statistics.sorted(by: sort)
        }
        statistics = statistics.limited(to: request.limit)
        return StatisticsAnswer(
            windowSeconds: request.windowSeconds,
            start: Timestamp(seconds: statistics.windowStart),
            end: Timestamp(seconds: statistics.windowEnd),
            stepSeconds: statistics.step,
            completeFrom: statistics.completeFrom,
            total: statistics.total,
            groups: statistics.groups.map {
                StatisticsAnswer.Group(
                    kind: $0.kind,
                    eventType: $0.eventType,
                    operationName: $0.operationName,
                    totals: $0.totals
                )
            },
            other: statistics.other
        )
    }

    func operations(_ request: OperationsRequest) async throws(ControlProblem) -> OperationsAnswer {
        let query = RecordQuery(
            kinds: Set(request.kinds),
            eventType: request.type,
            limit: request.limit,
            threshold: request.threshold,
            seconds: request.windowSeconds
        )
        let now = SystemClock.now()
        let live = try live()
        let records = request.selection == .recent ? live.recent(query, now: now) : live.slow(query, now: now)
        return OperationsAnswer(records: records.map(\.line))
    }

    func pool(_ request: HistoryRequest) async throws(ControlProblem) -> PoolAnswer {
        let pool = try live().pool(seconds: min(request.windowSeconds, 3600), now: SystemClock.now())
        return PoolAnswer(
            latest: pool.latest,
            history: pool.history.map { point in
                var answer = PoolAnswer.Point(start: Timestamp(seconds: point.start), samples: point.samples)
                answer.averageUtilization = point.averageUtilization
                answer.maximumUtilization = point.maximumUtilization
                answer.averageWaiting = point.averageWaiting
                answer.maximumWaiting = point.maximumWaiting
                answer.maximumWait = point.maximumWait
                return answer
            }
        )
    }

    func caches(_ request: HistoryRequest) async throws(ControlProblem) -> CacheAnswer {
        let now = SystemClock.now()
        let live = try live()
        let statistics = live.statistics(
            WindowQuery(seconds: request.windowSeconds, grouping: [.eventType], kinds: [.cache]),
            now: now
        )
        let figures = CacheStatistics(statistics, gauges: live.cacheGauges())
        var cache = CacheFigures(name: "")
        cache.hits = figures.hits
        cache.misses = figures.misses
        cache.sets = figures.sets
        cache.evictions = figures.evictions
        cache.expirations = figures.expirations
        cache.errors = figures.errors
        cache.entries = figures.entries
        cache.memoryBytes = figures.memoryBytes
        return CacheAnswer(
            windowSeconds: request.windowSeconds,
            start: Timestamp(seconds: statistics.windowStart),
            end: Timestamp(seconds: statistics.windowEnd),
            completeFrom: statistics.completeFrom,
            caches: [cache]
        )
    }

    func configuration() async throws(ControlProblem) -> ConfigurationAnswer {
        ConfigurationAnswer(
            generation: state.generation,
            file: reloading.path,
            entries: state.values.map {
                ConfigurationEntry(key: $0.key, value: .string($0.text), origin: $0.origin.description)
            }
        )
    }

    func reload() async throws(ControlProblem) -> ReloadAnswer {
        do throws(FraiseError) {
            return try await reloading.reload()
        } catch {
            throw ControlProblem(status: 422, title: "Configuration refused", detail: error.description)
        }
    }

    func rotate() async throws(ControlProblem) -> RotationAnswer {
        do throws(FraiseError) {
            let segment = try await pipeline.withArchive { archive throws(FraiseError) -> Int64? in
                let number = archive.openSegment.number
                try archive.rotate()
                return archive.openSegment.number == number ? nil : number
            }
            return RotationAnswer(generation: state.generation, segment: segment)
        } catch {
            throw AgentService.unavailable(error.description)
        }
    }
}
