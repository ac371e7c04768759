/// Figures for Prometheus, beside `GET /metrics` on the control socket.
public struct MetricsConfiguration: Hashable, Sendable {
    /// A file for node_exporter's textfile collector; nil is off.
    public var textfile: String?
    /// Between two writings of the file.
    public var interval = DurationValue.seconds(15)
    /// An address of the machine itself that serves /metrics only; nil is off.
    public var listen: ListenAddress?

    /// The defaults.
    public init() {}
}
