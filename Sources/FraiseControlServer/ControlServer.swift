internal import FraiseControl
public import FraiseModel
internal import FraisePlatform
internal import NIOCore
internal import NIOPosix

/// The server of the control socket.
public final class ControlServer: Sendable {
    /// Path of the socket.
    public var path: String { listener.path }

    private let listener: UnixListener
    private let served: ServedChannel

    private init(listener: UnixListener, served: ServedChannel) {
        self.listener = listener
        self.served = served
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
        let descriptor = listener.descriptor
        do {
            let served = try await ServedChannel.start(settings, router: router, events: events) {
                bootstrap in
                try await bootstrap.withBoundSocket(descriptor).get()
            }
            return ControlServer(listener: listener, served: served)
        } catch {
            listener.removeFile()
            throw FraiseError(.internalFault, "\(settings.socketPath): cannot serve the socket: \(error)")
        }
    }

    /// Connections now open.
    public var connections: Int { served.connections }

    /// Takes no new connection, removes the socket's file, lets answers in progress go out, then ends.
    public func stop() async {
        listener.removeFile()
        await served.stop()
    }
}
