public import FraiseModel
internal import NIOCore
internal import NIOPosix

/// The server of `metrics.listen`: a TCP port of the machine itself that answers `GET /metrics` only.
public final class MetricsServer: Sendable {
    /// Port listened on.
    public let port: Int
    private let served: ServedChannel

    private init(port: Int, served: ServedChannel) {
        self.port = port
        self.served = served
    }

    /// Connections served at the same time: a few scrapers.
    private static let connectionLimit = 32

    /// Listens and answers until `stop()`.
    ///
    /// - Parameters:
    ///   - host: a loopback address, `127.x.y.z` or `::1`.
    ///   - port: 0 lets the system choose.
    /// - Throws: `configuration` for another address, `unavailable` when the port is in use.
    public static func start(
        host: String,
        port: Int,
        service: any ControlService,
        events: (any ControlEvents)? = nil
    ) async throws(FraiseError) -> MetricsServer {
        guard host == "::1" || host.hasPrefix("127."),
            let address = try? SocketAddress(ipAddress: host, port: port)
        else {
            throw FraiseError(
                .configuration,
                "metrics.listen: \(host) is no loopback address",
                remedy: "use 127.0.0.1 or [::1]; a proxy can serve it to others"
            )
        }
        var settings = ControlServerSettings(socketPath: "")
        settings.connectionLimit = connectionLimit
        do {
            let served = try await ServedChannel.start(
                settings,
                router: MetricsRouter(service: service),
                events: events
            ) { bootstrap in
                try await bootstrap
                    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                    .bind(to: address).get()
            }
            return MetricsServer(port: served.channel.localAddress?.port ?? port, served: served)
        } catch {
            throw FraiseError(
                .unavailable,
                "metrics.listen: cannot listen on \(host) port \(port): \(error)",
                remedy: "free the port, or name another"
            )
        }
    }

    /// Takes no new connection, lets answers in progress go out, then ends.
    public func stop() async { await served.stop() }
}
