/// What is asked of `GET /v1/database/pool` and `GET /v1/cache`.
public struct HistoryRequest: Hashable, Sendable {
    /// Length of the window in seconds, 1 to 400 days.
    public var windowSeconds: Int64 = 3600
    /// Only the cache of this name; nil is every cache. Not used for the pool.
    public var cache: String?

    /// One hour, everything.
    public init() {}
}
