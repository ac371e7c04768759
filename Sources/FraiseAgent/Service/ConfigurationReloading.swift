internal import FraiseConfig
internal import FraiseControl
internal import FraiseModel
internal import FraisePipeline

/// Reads the configuration file again: all of it is correct and takes effect, or nothing does. What stages were
/// built with (sources, directories, sockets) waits for a restart and is named.
actor ConfigurationReloading {
    private let source: ConfigurationSource
    private let state: AgentState
    private let pipeline: Pipeline
    private let log: AgentLog
    /// The file; nil with `--try`.
    nonisolated let path: String?

    init(source: ConfigurationSource, state: AgentState, pipeline: Pipeline, log: AgentLog) {
        self.source = source
        self.state = state
        self.pipeline = pipeline
        self.log = log
        path = source.path
    }

    /// Keys that stages follow at once, by their first words.
    private static let live = ["slow.", "sampling.", "health.", "log.", "postgresql.flush_interval"]

    func reload() throws(FraiseError) -> ReloadAnswer {
        let new = try source.load()
        let old = Dictionary(state.values.map { ($0.key, $0.text) }) { first, _ in first }
        let fresh = Dictionary(new.values.map { ($0.key, $0.text) }) { first, _ in first }
        let changed = Set(old.keys).union(fresh.keys).filter { old[$0] != fresh[$0] }.sorted()
        let waiting = changed.filter { key in
            !ConfigurationReloading.live.contains { key.hasPrefix($0) } || key == "health.database.url"
        }
        // Nothing that a stage was built with is shown or used before it is in force.
        var effective = state.configuration
        effective.slow = new.configuration.slow
        effective.sampling = new.configuration.sampling
        effective.log = new.configuration.log
        effective.health = new.configuration.health
        effective.health.database.url = state.configuration.health.database.url
        effective.postgresql.flushInterval = new.configuration.postgresql.flushInterval
        let kept = state.values.filter { waiting.contains($0.key) }
        let values = new.values.map { value in kept.first { $0.key == value.key } ?? value }
        let generation = state.replace(
            ConfigurationSource.Loaded(configuration: effective, warnings: new.warnings, values: values)
        )
        pipeline.change(effective, generation: generation)
        log.configure(effective.log)
        log.info(
            "configuration read again",
            [
                "generation": "\(generation)", "changed": changed.joined(separator: ","),
                "needs_restart": waiting.joined(separator: ","),
            ]
        )
        return ReloadAnswer(
            generation: generation,
            changed: changed.filter { !waiting.contains($0) },
            needsRestart: waiting,
            warnings: new.warnings.map(\.description)
        )
    }
}
