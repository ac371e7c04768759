internal import FraiseConfig
internal import FraiseHealth

extension HealthThresholds {
    /// What the configuration says; limits that it has no key for keep their defaults.
    init(_ health: HealthConfiguration) {
        self.init()
        minimumSamples = Int64(health.minimumSamples)
        poolDegraded = health.database.poolDegraded
        poolUnhealthy = health.database.poolUnhealthy
        databaseSlowDegraded = health.database.slowDegraded
        databaseErrorDegraded = health.database.errorDegraded
        databaseErrorUnhealthy = health.database.errorUnhealthy
        cacheHitDegraded = health.cache.hitDegraded
        cacheHitUnhealthy = health.cache.hitUnhealthy
        cacheEvictionDegraded = health.cache.evictionDegraded
        graphqlSuccessDegraded = health.graphql.successDegraded
        graphqlSuccessUnhealthy = health.graphql.successUnhealthy
        graphqlErrorDegraded = health.graphql.errorDegraded
        graphqlErrorUnhealthy = health.graphql.errorUnhealthy
        lagDegraded = Double(health.agent.lagDegraded.nanoseconds) / 1e9
    }
}
