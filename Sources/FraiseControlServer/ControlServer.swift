internal import FraiseControl
public import FraiseModel
internal import FraisePlatform
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// The server of the control socket, on an event loop of its own.
public final class ControlServer: Sendable {
    /// Path of the socket.
    public var path: String { listener.path }

    private let listener: UnixListener
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let registry: ConnectionRegistry
    private let settings: ControlServerSettings

    private init(
        listener: UnixListener,
        group: MultiThreadedEventLoopGroup,
        channel: any Channel,
        registry: ConnectionRegistry,
        settings: ControlServerSettings
    ) {
        self.listener = listener
        self.group = group
        self.channel = channel
        self.registry = registry
        self.settings = settings
    }

    /// Listens and answers until `stop()`.
    ///
    /// - Throws: `unavailable` when another agent listens at the path, `configuration` when the path is too long,
    ///   `cannotCreate` when something else is there, else the system call that failed.
    public static func start(
        _ settings: ControlServerSettings,
        service: any ControlService,
        events: (any ControlEvents)? = nil
    ) async throws(FraiseError) -> ControlServer {
        let listener = try UnixListener.open(
            settings.socketPath,
            permissions: settings.permissions,
            group: settings.group
        )
        let permission = ChangePermission(
            ownUser: UserAccounts.effectiveUser,
            adminGroup: settings.adminGroup
        )
        let router = ControlRouter(service: service, permission: permission)
        let registry = ConnectionRegistry(limit: settings.connectionLimit)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard registry.enter(channel) else {
                        events?.connectionDropped("over \(settings.connectionLimit) connections")
                        try channel.pipeline.syncOperations.addHandler(SurplusConnectionHandler())
                        return
                    }
                    try addHandlers(to: channel, router, settings, events)
                }
            }
        do {
            let channel = try await bootstrap.withBoundSocket(listener.descriptor).get()
            return ControlServer(
                listener: listener,
                group: group,
                channel: channel,
                registry: registry,
                settings: settings
            )
        } catch {
            listener.removeFile()
            try? await group.shutdownGracefully()
            throw FraiseError(.internalFault, "\(settings.socketPath): cannot serve the socket: \(error)")
        }
    }

    /// Connections now open.
    public var connections: Int { registry.all.count }

    /// Takes no new connection, removes the socket's file, lets answers in progress go out, then ends.
    public func stop() async {
        listener.removeFile()
        try? await channel.close()
        let open = registry.all
        for connection in open {
            connection.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        let timeout = group.next().scheduleTask(in: .nanoseconds(settings.stopTimeout)) {
            for connection in open { connection.close(promise: nil) }
        }
        for connection in open { try? await connection.closeFuture.get() }
        timeout.cancel()
        try? await group.shutdownGracefully()
    }

    private static func addHandlers(
        to channel: any Channel,
        _ router: ControlRouter,
        _ settings: ControlServerSettings,
        _ events: (any ControlEvents)?
    ) throws {
        let connection = ConnectionGuard(settings, events: events)
        let pipeline = channel.pipeline.syncOperations
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = settings.headerLimit
        limits.maxHeaderListSize = settings.headerLimit
        limits.maxHeaderFieldCount = 100
        try pipeline.addHandler(connection)
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: true,
            withErrorHandling: false,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: limits
        )
        try pipeline.addHandler(
            ControlHandler(router: router, settings: settings, events: events, connection: connection)
        )
    }
}
