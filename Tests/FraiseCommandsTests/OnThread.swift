import FraisePlatform

/// Runs what blocks on a thread of its own: the server under test needs the threads of the concurrency pool.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        _ = SystemThread(name: "test") {
            continuation.resume(with: Swift.Result { try body() })
        }
    }
}
