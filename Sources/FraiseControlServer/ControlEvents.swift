/// What the server reports; the agent turns it into log lines and counters. Called from the server's threads,
/// and must return at once.
public protocol ControlEvents: Sendable {
    /// A request was answered.
    func requestServed(_ request: ServedRequest)

    /// A connection was not served, or ended by the server: a bound or a time-out, in a few words.
    func connectionDropped(_ reason: String)
}
