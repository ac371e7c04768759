public import FraiseControl
public import FraiseModel

/// What the agent answers over its socket. The server decodes requests and encodes answers; an implementation
/// never sees the wire, and is called from any task, many at a time.
public protocol ControlService: Sendable {
    /// The result of the last round of checks; never runs one that can block.
    func health() async -> HealthReport

    /// True from the moment that the agent has begun to stop.
    func isDraining() async -> Bool

    /// The kept changes of state, newest first.
    func transitions() async -> [HealthTransition]

    /// Sources, archive, tables and memory at this moment.
    func status() async throws(ControlProblem) -> AgentStatus

    /// Figures over a window of event time.
    func statistics(_ request: StatisticsRequest) async throws(ControlProblem) -> StatisticsAnswer

    /// The newest or slowest records.
    func operations(_ request: OperationsRequest) async throws(ControlProblem) -> OperationsAnswer

    /// State and history of the connection pool.
    func pool(_ request: HistoryRequest) async throws(ControlProblem) -> PoolAnswer

    /// Figures of the caches.
    func caches(_ request: HistoryRequest) async throws(ControlProblem) -> CacheAnswer

    /// The configuration in force, secrets replaced.
    func configuration() async throws(ControlProblem) -> ConfigurationAnswer

    /// Reads the configuration file again; all of it takes effect or nothing.
    func reload() async throws(ControlProblem) -> ReloadAnswer

    /// Seals the open segment; returns once its successor is open.
    func rotate() async throws(ControlProblem) -> RotationAnswer

    /// Every metric, in the order of the exposition.
    func metrics() async -> [MetricFamily]
}
