public import FraiseModel

/// A failure of PostgreSQL or of the way to it. Never holds a password or a row's content.
public struct PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it failed.
    public enum Kind: Hashable, Sendable {
        /// The URL or the schema's name cannot be used.
        case configuration
        /// No connection, or it broke.
        case connection
        /// No answer in time; the connection was dropped.
        case timeout
        /// The agent is stopping.
        case interrupted
        /// The server refused a statement; `sqlState` says why.
        case server
        /// The database cannot hold the tables: encoding, version, a newer schema, a standby.
        case unsuitable
        /// An earlier failure; the next attempt is not due yet.
        case waiting
    }

    public var kind: Kind
    /// Five characters (PostgreSQL, appendix A); nil when the server gave none.
    public var sqlState: String?
    /// What failed, in one line.
    public var message: String
    /// What the reader can do; empty when nothing is known.
    public var remedy: String
    /// The violated constraint, where the server names one.
    public var constraint: String?

    /// An error from its parts.
    public init(
        _ kind: Kind,
        _ message: String,
        remedy: String = "",
        sqlState: String? = nil,
        constraint: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
        self.sqlState = sqlState
        self.constraint = constraint
    }

    /// Whether the server refused the values themselves (SQLSTATE classes 22, 23 and 54), so that other rows
    /// may well be accepted. A row for which there is no partition is not meant: its table is only missing.
    public var refusesValues: Bool {
        guard kind == .server, let sqlState else { return false }
        if sqlState == "23514" { return constraint != nil }
        return sqlState.hasPrefix("22") || sqlState.hasPrefix("23") || sqlState.hasPrefix("54")
    }

    /// Whether time alone does not help: credentials, rights, a missing database, an unsuitable one.
    public var needsPerson: Bool {
        switch kind {
        case .configuration, .unsuitable: true
        case .connection, .server:
            ["28", "3D", "42"].contains(sqlState?.prefix(2) ?? "")
        case .timeout, .interrupted, .waiting: false
        }
    }

    public var description: String {
        let state = sqlState.map { " (SQLSTATE \($0))" } ?? ""
        return remedy.isEmpty ? message + state : "\(message)\(state); \(remedy)"
    }

    /// The same for a caller that exits: 78 for what the configuration must change, 69 else.
    public var fraiseError: FraiseError {
        let code: FraiseError.Code = kind == .configuration ? .configuration : .unavailable
        return FraiseError(code, description)
    }
}
