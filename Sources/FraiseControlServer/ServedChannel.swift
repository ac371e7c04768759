internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A listening socket whose connections are answered by a router, on an event loop of its own.
final class ServedChannel: Sendable {
    private let group: MultiThreadedEventLoopGroup
    let channel: any Channel
    private let registry: ConnectionRegistry
    private let stopTimeout: Int64

    private init(
        group: MultiThreadedEventLoopGroup,
        channel: any Channel,
        registry: ConnectionRegistry,
        stopTimeout: Int64
    ) {
        self.group = group
        self.channel = channel
        self.registry = registry
        self.stopTimeout = stopTimeout
    }

    /// Answers from now on at what `bind` binds.
    static func start(
        _ settings: ControlServerSettings,
        router: any RequestRouter,
        events: (any ControlEvents)?,
        bind: (ServerBootstrap) async throws -> any Channel
    ) async throws -> ServedChannel {
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
            return ServedChannel(
                group: group,
                channel: try await bind(bootstrap),
                registry: registry,
                stopTimeout: settings.stopTimeout
            )
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Connections now open.
    var connections: Int { registry.all.count }

    /// Takes no new connection, lets answers in progress go out, then ends.
    func stop() async {
        try? await channel.close()
        let open = registry.all
        for connection in open {
            connection.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        let timeout = group.next().scheduleTask(in: .nanoseconds(stopTimeout)) {
            for connection in open { connection.close(promise: nil) }
        }
        for connection in open { try? await connection.closeFuture.get() }
        timeout.cancel()
        try? await group.shutdownGracefully()
    }

    private static func addHandlers(
        to channel: any Channel,
        _ router: any RequestRouter,
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
