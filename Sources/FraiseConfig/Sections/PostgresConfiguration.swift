/// The database that summary rows are sent to.
public struct PostgresConfiguration: Hashable, Sendable {
    /// How long rows are kept, by their event time.
    public struct Retention: Hashable, Sendable {
        /// Minute rows; then they are rolled up to hours.
        public var minute = DurationValue.days(14)
        /// Hour rows; then they are removed.
        public var hour = DurationValue.days(400)

        /// The defaults.
        public init() {}
    }

    /// Nil is off: everything but the tables works.
    public var url: DatabaseURL?
    public var schema = "fraiseql_monitor"
    public var flushInterval = DurationValue.seconds(10)
    public var retention = Retention()

    /// The defaults.
    public init() {}
}
