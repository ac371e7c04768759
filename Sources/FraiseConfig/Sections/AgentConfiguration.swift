/// Everything that fraiseqld can be told, with a value for each key.
public struct AgentConfiguration: Hashable, Sendable {
    /// Name of this machine in every record.
    public var host: String
    /// Where locks and overrides are kept.
    public var stateDirectory: String
    public var log = LogConfiguration()
    public var sources: [SourceConfiguration] = []
    public var windows = WindowsConfiguration()
    public var slow = SlowConfiguration()
    public var sampling = SamplingConfiguration()
    /// Dotted paths of fields whose values become `***` before anything else sees them.
    public var redact: [String] = []
    public var archive: ArchiveConfiguration
    public var postgresql = PostgresConfiguration()
    public var health = HealthConfiguration()
    public var control: ControlConfiguration
    public var metrics = MetricsConfiguration()

    /// The defaults on a machine, without sources.
    public init(places: Places) {
        host = places.hostName
        stateDirectory = places.stateDirectory
        archive = ArchiveConfiguration(directory: places.archiveDirectory(in: places.stateDirectory))
        control = ControlConfiguration(
            socket: places.socket(in: places.stateDirectory),
            mode: places.socketMode
        )
    }
}
