internal import FraiseModel

/// What an event type says about its record.
enum EventType {
    /// The kind that an event type in lower case belongs to when none is given.
    static func kind(of eventType: String) -> RecordKind {
        switch eventType {
        case "query", "mutation", "subscription": return .graphql
        case "hit", "miss", "set", "evict", "expire", "cache": return .cache
        case "select", "insert", "update", "delete", "merge", "truncate", "copy", "begin", "commit",
            "rollback",
            "savepoint", "release", "start", "prepare", "execute", "deallocate", "declare", "fetch", "move",
            "close",
            "create", "alter", "drop", "grant", "revoke", "comment", "analyze", "vacuum", "reindex",
            "cluster",
            "refresh", "lock", "listen", "notify", "unlisten", "call", "do", "explain", "show", "reset",
            "discard",
            "values", "with", "parse", "bind", "database":
            return .database
        case "checkpoint", "restartpoint", "deadlock", "lock_wait", "temp_file", "autovacuum", "autoanalyze",
            "connection", "authentication", "disconnection", "server":
            return .server
        case "pool": return .pool
        case "http", "request": return .http
        case "security", "auth_success", "auth_failure", "authorization_denied": return .security
        default:
            // The event types of FraiseQL's security log.
            for prefix in [
                "auth.", "authz.", "query.", "config.", "rate_limit.", "csrf.", "system.", "data.",
            ]
            where eventType.hasPrefix(prefix) {
                return .security
            }
            return .other
        }
    }

    /// Which slow threshold a record goes by.
    enum SlowRule: UInt8 {
        case query, mutation, subscription, database, cache, never
    }

    static func slowRule(_ kind: RecordKind, _ eventType: String) -> SlowRule {
        switch kind {
        case .graphql:
            eventType == "mutation" ? .mutation : eventType == "subscription" ? .subscription : .query
        case .database: .database
        case .cache: .cache
        case .pool, .security, .http, .server, .other: .never
        }
    }
}
