/// Brings the schema to the version that this program knows. Any number of agents may do it at once.
struct Migrations {
    var schema: SchemaName
    /// In order of version.
    var steps: [Migration] = Migration.all

    /// Oldest server that is supported.
    static let oldestServer = 130_000

    /// Checks the database and applies what is missing in one transaction; returns how many steps it applied.
    ///
    /// A schema at the right version needs no rights beyond reading `schema_migration`.
    @discardableResult
    func apply(on connection: PostgresConnection) throws(PostgresError) -> Int {
        try check(connection)
        if try appliedVersion(connection) == newest { return 0 }
        do throws(PostgresError) {
            return try connection.transaction { () throws(PostgresError) in
                // Of this transaction, not of the session: it works behind a pooler and cannot be left behind.
                try connection.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended('fraiseqld schema ' || $1, 0))",
                    [schema.text]
                )
                return try applyMissing(connection)
            }
        } catch {
            guard error.sqlState == "42501" else { throw error }
            var explained = error
            explained.remedy =
                "let a role that owns schema \(schema.identifier) run the agent once, or GRANT CREATE ON "
                + "DATABASE; docs/summary-table.md has the script"
            throw explained
        }
    }

    private var newest: Int { steps.last?.version ?? 0 }

    private func applyMissing(_ connection: PostgresConnection) throws(PostgresError) -> Int {
        var version = try appliedVersion(connection)
        if version == nil {
            // IF NOT EXISTS alone would ask for the right to create even when it is there.
            if try connection.execute("SELECT FROM pg_namespace WHERE nspname = $1", [schema.text]).isEmpty {
                try connection.execute("CREATE SCHEMA \(schema.identifier)")
            }
            try connection.execute(
                """
                CREATE TABLE \(schema.identifier).schema_migration (
                  version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
                """
            )
            version = 0
        }
        var applied = 0
        for step in steps where step.version > version ?? 0 {
            try connection.run(script: schema.filled(step.sql))
            try connection.execute(
                "INSERT INTO \(schema.identifier).schema_migration (version, name) VALUES ($1, $2)",
                [String(step.version), step.name]
            )
            applied += 1
        }
        return applied
    }

    /// The schema's version; nil without a schema. Throws when it is newer than the steps known here.
    private func appliedVersion(_ connection: PostgresConnection) throws(PostgresError) -> Int? {
        let table = try connection.execute(
            """
            SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname = 'schema_migration'
            """,
            [schema.text]
        )
        if table.isEmpty { return nil }
        let rows = try connection.execute(
            "SELECT coalesce(max(version), 0) FROM \(schema.identifier).schema_migration"
        )
        let version = Int(rows.integer(0, 0) ?? 0)
        guard version <= newest else {
            throw PostgresError(
                .unsuitable,
                "schema \(schema.identifier) is at version \(version), this fraiseqld knows \(newest)",
                remedy: "install the fraiseqld that made it, or a newer one"
            )
        }
        return version
    }

    private func check(_ connection: PostgresConnection) throws(PostgresError) {
        guard connection.serverVersion >= Migrations.oldestServer else {
            throw PostgresError(
                .unsuitable,
                "the server is PostgreSQL \(connection.serverVersion / 10_000)",
                remedy: "use PostgreSQL 13 to 18"
            )
        }
        let rows = try connection.execute(
            "SELECT current_setting('server_encoding'), current_database(), pg_is_in_recovery()"
        )
        let encoding = rows[0, 0] ?? ""
        guard encoding == "UTF8" else {
            throw PostgresError(
                .unsuitable,
                "database \"\(rows[0, 1] ?? "")\" is in encoding \(encoding), UTF8 is needed",
                remedy: "make one with createdb --encoding=UTF8 --template=template0 NAME and let "
                    + "postgresql.url name it"
            )
        }
        guard rows[0, 2] == "f" else {
            throw PostgresError(
                .unsuitable,
                "the server is a standby and cannot be written",
                remedy: "let postgresql.url name the primary, or add target_session_attrs=read-write"
            )
        }
    }
}
