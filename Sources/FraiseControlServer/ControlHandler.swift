internal import FraiseControl
internal import FraisePlatform
internal import Glibc
internal import NIOCore
internal import NIOHTTP1

/// Collects a request, has it answered off the event loop, and writes the answer.
final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let router: any RequestRouter
    private let settings: ControlServerSettings
    private let events: (any ControlEvents)?
    private let connection: ConnectionGuard
    private var peer: PeerCredentials?
    private var head: HTTPRequestHead?
    private var bodyBytes = 0
    private var task: Task<Void, Never>?
    private var closesAfterAnswer = false

    init(
        router: any RequestRouter,
        settings: ControlServerSettings,
        events: (any ControlEvents)?,
        connection: ConnectionGuard
    ) {
        self.router = router
        self.settings = settings
        self.events = events
        self.connection = connection
    }

    func channelActive(context: ChannelHandlerContext) {
        askForPeer(context)
        context.fireChannelActive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { askForPeer(context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        task?.cancel()
        task = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            bodyBytes = 0
        case .body(let buffer):
            bodyBytes += buffer.readableBytes
            if bodyBytes > settings.bodyLimit {
                connection.refuse(
                    ControlProblem(
                        status: 413,
                        title: "Too large",
                        detail: "the body of a request may have \(settings.bodyLimit) bytes"
                    )
                )
            }
        case .end:
            guard let head else { return }
            connection.requestEnded()
            serve(head, context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            closesAfterAnswer = true
            if !connection.isAnswering { context.close(promise: nil) }
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            context.close(promise: nil)
            return
        }
        if closesAfterAnswer || error == .invalidEOFState {
            if !connection.isAnswering { context.close(promise: nil) }
        } else if error == .headerOverflow {
            connection.refuse(
                ControlProblem(
                    status: 431,
                    title: "Request header fields too large",
                    detail: "line and header fields of a request may have \(settings.headerLimit) bytes"
                )
            )
        } else {
            connection.refuse(.badRequest("this is no HTTP/1.1 request: \(error)"))
        }
    }

    private func serve(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let request = ServerRequest(
            method: head.method.rawValue,
            target: head.uri,
            headers: head.headers.map { ($0.name.lowercased(), $0.value) },
            peer: peer
        )
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let router = router
        let loop = context.eventLoop
        let start = SystemClock.monotonic()
        task = Task {
            let response = await router.respond(to: request)
            let duration = SystemClock.monotonic() - start
            guard !Task.isCancelled else { return }
            loop.execute { bound.value.handler.write(response, to: request, duration, bound.value.context) }
        }
    }

    private func write(
        _ response: ServerResponse,
        to request: ServerRequest,
        _ duration: Int64,
        _ context: ChannelHandlerContext
    ) {
        // A deadline that passed meanwhile has answered and closed already.
        guard connection.isAnswering, context.channel.isActive, let head else { return }
        task = nil
        self.head = nil
        connection.responseBegun()
        let keepsAlive = head.isKeepAlive && !closesAfterAnswer
        var headers = HTTPHeaders()
        if let type = response.contentType { headers.add(name: "content-type", value: type) }
        if response.status != 204 { headers.add(name: "content-length", value: "\(response.body.count)") }
        for (name, value) in response.headers { headers.add(name: name, value: value) }
        if !keepsAlive {
            headers.add(name: "connection", value: "close")
        } else if head.version.minor == 0 {
            headers.add(name: "connection", value: "keep-alive")
        }
        let status = HTTPResponseStatus(statusCode: response.status)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
            promise: nil
        )
        if head.method != .HEAD, !response.body.isEmpty {
            let buffer = context.channel.allocator.buffer(bytes: response.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        events?.requestServed(
            ServedRequest(
                method: request.method,
                target: request.target,
                status: response.status,
                duration: duration,
                bodyBytes: head.method == .HEAD ? 0 : response.body.count,
                peer: peer,
                traceparent: request.header("traceparent").flatMap { Traceparent.isValid($0) ? $0 : nil }
            )
        )
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            bound.value.handler.connection.responseEnded()
            if !keepsAlive || bound.value.handler.closesAfterAnswer {
                bound.value.context.close(promise: nil)
            }
        }
    }

    /// Pid, uid and gid as the kernel lays them out in `struct ucred`, which Glibc's module does not show.
    private struct KernelCredentials {
        var processID: Int32 = 0
        var user: UInt32 = 0
        var group: UInt32 = 0
    }

    private func askForPeer(_ context: ChannelHandlerContext) {
        guard let provider = context.channel as? any SocketOptionProvider else { return }
        let answer: EventLoopFuture<KernelCredentials> = provider.unsafeGetSocketOption(
            level: .socket,
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        )
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        answer.whenSuccess { found in
            bound.value.peer = PeerCredentials(
                processID: found.processID,
                user: found.user,
                group: found.group
            )
        }
    }
}
