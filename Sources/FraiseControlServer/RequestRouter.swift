/// Makes the answer of a request; knows nothing of sockets.
protocol RequestRouter: Sendable {
    /// The answer to any request; never fails.
    func respond(to request: ServerRequest) async -> ServerResponse
}
