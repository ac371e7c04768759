internal import FraiseConfig
internal import FraiseParse

extension ParseSettings {
    /// What the configuration says of host, thresholds and sampling.
    init(_ configuration: AgentConfiguration) {
        self.init(host: configuration.host)
        slowQuery = configuration.slow.query.nanoseconds
        slowMutation = configuration.slow.mutation.nanoseconds
        slowSubscription = configuration.slow.subscription.nanoseconds
        slowDatabase = configuration.slow.database.nanoseconds
        slowCache = configuration.slow.cache.nanoseconds
        samplingRate = configuration.sampling.rate
    }
}
