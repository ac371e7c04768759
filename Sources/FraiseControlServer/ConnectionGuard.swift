internal import FraiseControl
internal import NIOCore

/// The handler nearest to the socket: executes what `ConnectionPhase` decides. Only used on its event loop.
final class ConnectionGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var phase: ConnectionPhase
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?
    private let events: (any ControlEvents)?

    init(_ settings: ControlServerSettings, events: (any ControlEvents)?) {
        phase = ConnectionPhase(settings)
        self.events = events
    }

    /// Whether an answer is being made or written.
    var isAnswering: Bool { phase.state == .serving || phase.state == .writing }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        execute(phase.opened())
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let action = phase.received(unwrapInboundIn(data).readableBytes)
        execute(action)
        if phase.state != .closed { context.fireChannelRead(data) }
    }

    func requestEnded() { execute(phase.requestEnded()) }

    func responseBegun() { execute(phase.responseBegun()) }

    func responseEnded() { execute(phase.responseEnded()) }

    /// Answers outside of the order of requests, then closes. For requests that cannot be answered in order.
    func refuse(_ problem: ControlProblem) {
        guard let context, phase.state != .closed else { return }
        end()
        events?.connectionDropped("\(problem.status) \(problem.title): \(problem.detail)")
        let buffer = context.channel.allocator.buffer(bytes: ConnectionGuard.message(problem))
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(buffer)).whenComplete { _ in bound.value.close(promise: nil) }
    }

    /// A whole response for `problem`, after which the connection ends.
    static func message(_ problem: ControlProblem) -> [UInt8] {
        let body = JSONWriter.bytes(problem.json) + [UInt8(ascii: "\n")]
        let head = """
            HTTP/1.1 \(problem.status) \(problem.title)\r
            content-type: application/problem+json\r
            content-length: \(body.count)\r
            connection: close\r
            \r\n
            """
        return Array(head.utf8) + body
    }

    private func end() {
        deadline?.cancel()
        deadline = nil
        phase.closed()
    }

    private func execute(_ action: ConnectionPhase.Action) {
        switch action {
        case .none: break
        case .setDeadline(let nanoseconds):
            deadline?.cancel()
            deadline = context?.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(nanoseconds)) {
                [weak self] in
                guard let self else { return }
                self.execute(self.phase.deadlinePassed())
            }
        case .refuse(let problem): refuse(problem)
        case .close:
            end()
            context?.close(promise: nil)
        }
    }
}
