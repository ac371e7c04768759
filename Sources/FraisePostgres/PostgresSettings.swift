/// What the publisher needs to know of the configuration.
public struct PostgresSettings: Hashable, Sendable {
    /// A connection URL or `key=value` text for libpq.
    public var url: String
    /// The schema that holds the tables.
    public var schema: String
    public var retention: RetentionRange
    /// Longest wait for a session.
    public var connectTimeout: Duration
    /// Longest run of one statement.
    public var statementTimeout: Duration

    /// Settings with the defaults of the configuration.
    public init(
        url: String,
        schema: String = "fraiseql_monitor",
        retention: RetentionRange = RetentionRange(),
        connectTimeout: Duration = .seconds(10),
        statementTimeout: Duration = .seconds(30)
    ) {
        self.url = url
        self.schema = schema
        self.retention = retention
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
    }
}
