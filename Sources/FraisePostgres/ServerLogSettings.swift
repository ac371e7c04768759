/// How a server writes its log, asked from the server itself.
public struct ServerLogSettings: Hashable, Sendable {
    public var logLinePrefix: String
    /// IANA name.
    public var logTimezone: String
    /// `stderr`, `csvlog`, `jsonlog`, comma-separated.
    public var logDestination: String
    /// Locale of messages; decides their language.
    public var messages: String
    /// `server_version_num`, 150018 for 15.18.
    public var serverVersion: Int

    /// Asks the server.
    init(_ connection: PostgresConnection) throws(PostgresError) {
        let rows = try connection.execute(
            """
            SELECT current_setting('log_line_prefix'), current_setting('log_timezone'),
              current_setting('log_destination'), current_setting('lc_messages')
            """
        )
        logLinePrefix = rows[0, 0] ?? ""
        logTimezone = rows[0, 1] ?? ""
        logDestination = rows[0, 2] ?? ""
        messages = rows[0, 3] ?? ""
        serverVersion = connection.serverVersion
    }
}
